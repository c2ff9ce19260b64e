using System.Text.Json;
using Lamina.Data.TonIot;
using Lamina.Lab.Attacks;
using Lamina.Lab.Datasets;
using Lamina.Privacy.Verdict;
using Lamina.Testing;
using Lamina.Torch;
using Lamina.Torch.Native;

namespace Lamina.Lab.Tests.Attacks;

/// <summary>Pictures that are records are judged by the fields an attack recovers, by themselves.</summary>
public sealed class RecordAttackTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public RecordAttackTests()
    {
        Tier.Need(NativeLibraries.Available, "libtorch", NativeLibraries.Reason ?? "");
        SmallCase.Write(_folder);
    }

    private AttackRequest Request => new()
    {
        Model = _folder["net.onnx"],
        At = "a",
        Data = _folder["ton", "modbus"],
        Out = _folder["out"],
        Methods = [AttackKind.Ridge, AttackKind.FieldRegression],
        Budget = records => Budgets.Find("strict", records)!,
        Precision = Precision.Float32,
        Threads = 1,
        Kind = "modbus records",
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Attack_RealRecords_AreScoredByTheirFields()
    {
        Make(merge: false);
        Assert.Equal(0, AttackJob.Run(Request, TimeProvider.System, TestContext.Current.CancellationToken));
        JsonElement report = JsonDocument.Parse(File.ReadAllText(_folder["out", "attack.json"])).RootElement;
        Assert.Equal("field_advantage", report.GetProperty("budget").GetProperty("limits")[0].GetProperty("metric").GetString());
        Assert.Equal("leaks", report.GetProperty("verdict").GetString());
        JsonElement[] atCut = [.. report.GetProperty("attacks").EnumerateArray().Where(attack => attack.GetProperty("label").GetString() == "a")];
        Assert.Equal(["ridge", "field-regression"], atCut.Select(attack => attack.GetProperty("name").GetString()));
        Assert.True(atCut[1].GetProperty("scores").GetProperty("field_advantage").GetProperty("mean").GetDouble() > 0.95);
        Assert.Contains("field_advantage", report.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);

        // Each pixel of the first layer's features holds a pixel of the picture: every field must be told from them.
        JsonElement control = report.GetProperty("controls").EnumerateArray().Single(control => control.GetProperty("name").GetString() == "first-cut-field-regression");
        Assert.True(control.GetProperty("score").GetProperty("mean").GetDouble() > 0.95, control.ToString());
        Assert.DoesNotContain(report.GetProperty("reasons").EnumerateArray(), reason => reason.GetString()!.Contains("independent victims", StringComparison.Ordinal));
    }

    [Fact]
    public void Attack_SeveralKindsOfRecordInOneFolder_AreRefused()
    {
        Make(merge: true);
        Refusal refusal = Assert.Throws<Refusal>(() => AttackJob.Run(Request with { Data = _folder["ton"] }, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal(5, refusal.Code);
        Assert.Contains("2 kinds of record", refusal.Message, StringComparison.Ordinal);
    }

    private void Make(bool merge) => TonIotJob.Run(
        [Tier.Shared("data", "ton_iot", "Train_Test_IoT_Fridge.csv"), Tier.Shared("data", "ton_iot", "Train_Test_IoT_Modbus.csv")],
        _folder["ton"], new TonIotDatasetOptions { Enlarge = 2, Merge = merge }, keepColumns: false, overwrite: false, new Talk(TimeProvider.System), TestContext.Current.CancellationToken);
}
