using System.Text.Json;
using Lamina.Images;
using Lamina.Images.Decoding;
using Lamina.Onnx;
using Lamina.Onnx.Text;
using Lamina.Testing;

namespace Lamina.Integration.Tests;

/// <summary>profile as a process, with a real worker process beside it.</summary>
public sealed class ProfileTests : IDisposable
{
    private const string Net = """
        net (float[N,3,16,16] x) => (float[N,10] y) <float[8,3,3,3] w = random 1, float[8,8,3,3] v = random 2, float[8,10] u = random 3, int64[2] flat = {-1, 8}> {
          conv1 = Conv<kernel_shape = [3,3], pads = [1,1,1,1]>(x, w)
          relu1 = Relu(conv1)
          conv2 = Conv<kernel_shape = [3,3], pads = [1,1,1,1]>(relu1, v)
          sum = Add(relu1, conv2)
          pool = GlobalAveragePool(sum)
          rows = Reshape(pool, flat)
          y = MatMul(rows, u)
        }
        """;

    private readonly TempFolder _folder = new();

    public ProfileTests()
    {
        using OnnxModel model = GraphText.Parse(Net);
        model.Save(_folder["net.onnx"]);
    }

    private string Model => _folder["net.onnx"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Profile_IntoAFolder_WritesTableChartsAndTheObject_AndContinuesIt()
    {
        string[] command = ["profile", Model, "--at", "relu1", "--at", "sum", "--tail", "auto", "--rounds", "3", "--threads", "1", "-o", _folder["out"], "--json"];
        (int code, string output, string talk) = await LaminaProgram.RunAsync(command);
        Assert.True(code == 0, talk);
        JsonSchemaCheck schema = new(await File.ReadAllTextAsync(Checkout.Path("docs", "schema", "profile.schema.json")));
        Assert.Empty(schema.Faults(output));
        Assert.Empty(schema.Faults(await File.ReadAllTextAsync(_folder["out", "profile.json"])));
        JsonElement profile = JsonDocument.Parse(output).RootElement;
        JsonElement[] cuts = [.. profile.GetProperty("cuts").EnumerateArray()];
        Assert.Equal(["relu1", "sum"], cuts.Select(cut => cut.GetProperty("tensors")[0].GetString()));
        Assert.All(cuts, cut => Assert.True(Number(cut, "head_ms") > 0 && Number(cut, "handoff_ms") > 0 && Number(cut, "total_ms") >= Number(cut, "head_ms")));
        Assert.Equal(3, profile.GetProperty("whole_rounds_ms").GetArrayLength());
        Assert.Equal(0, profile.GetProperty("pending").GetArrayLength());

        string[] table = await File.ReadAllLinesAsync(_folder["out", "profile.csv"]);
        Assert.Equal(3, table.Length);
        Assert.StartsWith("relu1,relu1,", table[1], StringComparison.Ordinal);
        Assert.Contains("body on cpu", await File.ReadAllTextAsync(_folder["out", "profile.svg"]), StringComparison.Ordinal);
        Picture chart = PictureDecoder.Load(_folder["out", "profile.png"]);
        Assert.True(chart.Width > 500 && chart.Height > 300);
        Assert.False(Directory.Exists(_folder["out", "parts.unfinished"]));

        (code, string again, talk) = await LaminaProgram.RunAsync(command);
        Assert.Equal((0, output), (code, again));
        Assert.Contains("continuing: 2 of 2 cuts are measured", talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_FolderThatLacksACut_MeasuresThatOneAlone()
    {
        string[] command = ["profile", Model, "--at", "relu1", "--at", "sum", "--rounds", "3", "-o", _folder["out"], "--json"];
        (_, string output, _) = await LaminaProgram.RunAsync(command);
        JsonElement before = JsonDocument.Parse(output).RootElement;
        Dictionary<string, JsonElement> state = before.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        state["cuts"] = JsonSerializer.SerializeToElement(before.GetProperty("cuts").EnumerateArray().Take(1));
        state["pending"] = JsonSerializer.SerializeToElement(new[] { new[] { "sum" } });
        await File.WriteAllTextAsync(_folder["out", "profile.json"], JsonSerializer.Serialize(state));

        (int code, output, _) = await LaminaProgram.RunAsync(command);
        JsonElement after = JsonDocument.Parse(output).RootElement;
        Assert.Equal(0, code);
        Assert.True(JsonElement.DeepEquals(before.GetProperty("cuts")[0], after.GetProperty("cuts")[0]), "the finished cut was measured anew");
        Assert.Equal(["relu1", "sum"], after.GetProperty("cuts").EnumerateArray().Select(cut => cut.GetProperty("label").GetString()));
        Assert.Equal(6, after.GetProperty("whole_rounds_ms").GetArrayLength());
    }

    [Fact]
    public async Task Profile_FolderOfAnotherJob_IsRefusedNamingTheDifference_UnlessOverwritten()
    {
        await LaminaProgram.RunAsync("profile", Model, "--at", "relu1", "--rounds", "3", "-o", _folder["out"]);
        (int code, _, string talk) = await LaminaProgram.RunAsync("profile", Model, "--at", "sum", "--rounds", "3", "-o", _folder["out"]);
        Assert.Equal(2, code);
        Assert.Contains("other cuts", talk, StringComparison.Ordinal);
        (code, _, talk) = await LaminaProgram.RunAsync("profile", Model, "--at", "relu1", "--rounds", "4", "-o", _folder["out"]);
        Assert.Equal(2, code);
        Assert.Contains("median of 3 rounds", talk, StringComparison.Ordinal);
        (code, _, _) = await LaminaProgram.RunAsync("profile", Model, "--at", "sum", "--rounds", "3", "-o", _folder["out"], "--overwrite");
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task Profile_AtAServerThatWasGivenTheRepository_MeasuresThere()
    {
        string[] cuts = ["--at", "relu1", "--at", "sum", "--rounds", "3"];
        (int code, _, string talk) = await LaminaProgram.RunAsync(["profile", Model, .. cuts, "--triton-repository", _folder["models"]]);
        Assert.True(code == 0, talk);
        string address = $"unix:{_folder["socket"]}";
        (LaminaProgram worker, _) = await LaminaProgram.StartAsync("lamina-worker: ready on ", "worker", "--model", _folder["models"], "--listen", address);
        await using LaminaProgram served = worker;
        (code, string output, talk) = await LaminaProgram.RunAsync(["profile", Model, .. cuts, "--worker", address, "--json"]);
        Assert.True(code == 0, talk);
        JsonElement profile = JsonDocument.Parse(output).RootElement;
        Assert.Equal((address, 2), (profile.GetProperty("conditions").GetProperty("worker").GetString(), profile.GetProperty("cuts").GetArrayLength()));

        // A cut that the server was not given is named before anything is measured.
        (code, output, talk) = await LaminaProgram.RunAsync("profile", Model, "--at", "conv1", "--worker", address, "--json");
        Assert.Equal((1, "body-missing"), (code, JsonDocument.Parse(output).RootElement.GetProperty("error").GetProperty("code").GetString()));
        Assert.Contains("--triton-repository", talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, "docs/runtime.md", "--at", "relu1", "--provider", "cuda")]
    [InlineData(2, "'relu1'", "--at", "conv2")]
    [InlineData(2, "3 to 10000", "--rounds", "2")]
    [InlineData(2, "address", "--worker", "nowhere")]
    [InlineData(1, "does not answer", "--at", "relu1", "--worker", "127.0.0.1:1")]
    [InlineData(2, "--provider", "--worker", "127.0.0.1:1", "--provider", "cuda")]
    public async Task Profile_ThatCannotBe_HasItsExitCodeAndSaysWhy(int expected, string sentence, params string[] arguments)
    {
        (int code, _, string talk) = await LaminaProgram.RunAsync(["profile", Model, .. arguments, "-o", _folder["out"]]);
        Assert.Equal(expected, code);
        Assert.Contains(sentence, talk, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out", "profile.json"]));
    }

    private static double Number(JsonElement cut, string name) => cut.GetProperty(name).GetDouble();
}
