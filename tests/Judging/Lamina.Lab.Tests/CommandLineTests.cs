using System.CommandLine;
using System.Text.Json;
using Lamina.Lab.Attacks;
using Lamina.Lab.Commands;
using Lamina.Lab.Evaluation;
using Lamina.Lab.Tests.Attacks;
using Lamina.Plans.Measured;
using Lamina.Privacy.Scores;
using Lamina.Shared.CommandLine;
using Lamina.Testing;

namespace Lamina.Lab.Tests;

/// <summary>What a command line is refused for before anything is read, and in which shape.</summary>
[Collection(OneConsole.Name)]
public sealed class CommandLineTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, "--budget", "There is no budget 'bogus'", "attack", "net.onnx", "--at", "d", "--data", "none", "-o", "out", "--budget", "bogus")]
    [InlineData(2, "--max-ssim", "--max-ssim is 7; 0 to 1 was wanted.", "attack", "net.onnx", "--at", "d", "--data", "none", "-o", "out", "--max-ssim", "7")]
    [InlineData(2, "--max-label", "0 to 1 was wanted.", "plan", "net.onnx", "--data", "none", "-o", "out", "--max-label", "-0.1")]
    [InlineData(5, "nope.onnx", "--judge names 'nope.onnx', and there is no such file.", "plan", "net.onnx", "--data", "none", "-o", "out", "--judge", "nope.onnx")]
    [InlineData(2, "--threads", "--threads is -3; 0 (all) or more was wanted.", "eval", "net.onnx", "--data", "none", "--threads", "-3")]
    [InlineData(2, "--threads", "--threads is -1", "attack", "net.onnx", "--at", "d", "--data", "none", "-o", "out", "--threads", "-1")]
    [InlineData(5, "nope.json", "--preprocess names 'nope.json', and there is no such file.", "eval", "net.onnx", "--data", "none", "--preprocess", "nope.json")]
    public async Task WrongValue_IsRefusedInTheShapeOfEveryCommand(int code, string where, string sentence, params string[] words)
    {
        // The model is there and the data are not: a refusal that came later would speak of the data.
        SmallCase.Write(_folder);
        (int found, string output, string talk) = await RunAsync([.. words.Select(word => word is "net.onnx" or "none" or "out" ? _folder[word] : word), "--json"]);
        JsonElement error = JsonDocument.Parse(output).RootElement.GetProperty("error");
        Assert.Equal((code, code == 2 ? "usage" : "unusable-input", where), (found, error.GetProperty("code").GetString(), error.GetProperty("where").GetString()));
        Assert.Contains(sentence, talk, StringComparison.Ordinal);
        Assert.Contains(sentence, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task MissingModel_WithJson_IsNamed()
    {
        (int code, string output, _) = await RunAsync("eval", _folder["none.onnx"], "--data", _folder.Path, "--json");
        JsonElement error = JsonDocument.Parse(output).RootElement.GetProperty("error");
        Assert.Equal((5, "unusable-input", _folder["none.onnx"]), (code, error.GetProperty("code").GetString(), error.GetProperty("where").GetString()));
    }

    [Theory]
    [InlineData("--data")]
    [InlineData("--preprocess")]
    [InlineData("--out")]
    public void EmptyValue_IsAFaultOfTheCommandLine(string option)
    {
        RootCommand root = new() { EvalCommand.Create() };
        EmptyValues.Refuse(root);
        string[] data = option == "--data" ? [] : ["--data", "d"];
        Assert.Contains($"{option} is empty; a value was wanted.", ParseFaults.Of(root.Parse(["eval", "m.onnx", .. data, option, ""])));
        Assert.Empty(ParseFaults.Of(root.Parse(["eval", "m.onnx", "--data", "d"])));
    }

    [Fact]
    public async Task Eval_ClassesThatDoNotFit_AreRefusedBeforeAPictureIsDecoded()
    {
        // Three outputs, two class folders, no labels; and not one of the files is a picture.
        SmallCase.Write(_folder);
        foreach (string picture in Directory.EnumerateFiles(_folder["set"], "*.*", SearchOption.AllDirectories))
        {
            await File.WriteAllTextAsync(picture, "no picture", TestContext.Current.CancellationToken);
        }

        Refusal refusal = await Assert.ThrowsAsync<Refusal>(() => Evaluator.ScoreAsync(
            new EvaluationRequest(_folder["net.onnx"], null, _folder["set"], 1, null, false), new Talk(TimeProvider.System), TestContext.Current.CancellationToken));
        Assert.Equal((5, "The model tells 3 classes apart, its data or labels have 2."), (refusal.Code, refusal.Message));
    }

    [Theory]
    [InlineData(5, 1.0, false, "ssim 1.000, run on 5 pictures, 16 were wanted: failed")]
    [InlineData(16, 0.5, false, "ssim 0.500, more than 0.8 was wanted: failed")]
    [InlineData(16, 0.9, true, "ssim 0.900, more than 0.8 was wanted: passed")]
    public void Control_ThatFailed_SaysAtWhichCondition(int pictures, double mean, bool passed, string wanted)
    {
        ControlRow control = new()
        {
            Name = "first-cut-ridge", Kind = ControlKind.Positive, Tensors = ["a"], Metric = "ssim", Images = pictures,
            Score = Summary(mean, -1, 1), Required = 0.8, Passed = passed,
        };
        Assert.EndsWith(wanted, AttackTable.Line(control), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, -1, 1, "0.566 (no bounds: 5 victims, 16 needed)")]
    [InlineData(40, -1, 1, "0.566 (no bounds)")]
    [InlineData(40, 0.5, 0.6, "0.566 (0.500 to 0.600)")]
    public void Interval_ThatOnlyRepeatsTheRange_IsNone(int victims, double low, double high, string wanted) =>
        Assert.Equal(wanted, AttackTable.Text(Summary(0.566, low, high), Metric.Ssim, victims));

    private static ScoreSummary Summary(double mean, double low, double high) => new() { Mean = mean, Low = low, High = high, Max = mean };

    private static async Task<(int Code, string Output, string Talk)> RunAsync(params string[] words)
    {
        RootCommand root = new() { AttackCommand.Create(), PlanCommand.Create(), EvalCommand.Create() };
        (TextWriter output, TextWriter talk) = (Console.Out, Console.Error);
        using StringWriter ownOutput = new(), ownTalk = new();
        Console.SetOut(ownOutput);
        Console.SetError(ownTalk);
        try
        {
            int code = await root.Parse(words).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
            return (code, ownOutput.ToString(), ownTalk.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(talk);
        }
    }
}

/// <summary>Tests that take the console's streams, one at a time and beside no other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneConsole
{
    /// <summary>The name.</summary>
    public const string Name = "console";
}
