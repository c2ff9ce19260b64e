using System.CommandLine;
using System.Text.Json;
using Lamina.Cli.CommandLine;
using Lamina.Onnx;
using Lamina.Onnx.Text;
using Lamina.Plans;
using Lamina.Testing;

namespace Lamina.Cli.Tests;

/// <summary>Commands run in this process, against the contract of exit codes and streams.</summary>
public sealed class CommandTreeTests
{
    private const string Residual = """
        net (float[N,3,8,8] x) => (float[N,4,8,8] y) <float[4,3,3,3] w = random 1, float[4,4,3,3] v = random 2> {
          a = Conv<kernel_shape = [3,3], pads = [1,1,1,1]>(x, w)
          b = Relu(a)
          c = Conv<kernel_shape = [3,3], pads = [1,1,1,1]>(b, v)
          d = Add(b, c)
          y = Sigmoid(d)
        }
        """;

    [Fact]
    public async Task Inspect_Json_ListsTheCutsInOrderOnStandardOutputAlone()
    {
        using TempFolder folder = new();
        (int code, string output, string talk) = await RunAsync("inspect", Write(folder), "--json");
        JsonElement json = JsonDocument.Parse(output).RootElement;
        Assert.Equal((0, ""), (code, talk));
        Assert.Equal(["a", "b", "d"], json.GetProperty("cuts").EnumerateArray().Select(cut => cut.GetProperty("tensors")[0].GetString()));
        Assert.Equal(4 * 3 * 9 + 4 * 4 * 9, json.GetProperty("model").GetProperty("parameters").GetInt64());
    }

    [Fact]
    public async Task Split_AtACut_WritesPartsAndAnUnjudgedPlanThatNamesThem()
    {
        using TempFolder folder = new();
        (int code, string output, _) = await RunAsync("split", Write(folder), "--at", "b", "-o", folder["plan"], "--json");
        Assert.Equal((0, "head.onnx"), (code, JsonDocument.Parse(output).RootElement.GetProperty("files").GetProperty("head").GetString()));
        Plan plan = Plan.Load(folder["plan"]);
        Assert.Equal((PlanVerdict.Unjudged, "b"), (plan.Verdict, plan.Cut.Tensors.Single().Name));
        Assert.Null(plan.Head.Files()[0].Mismatch(await File.ReadAllBytesAsync(folder["plan", "head.onnx"])));
    }

    [Fact]
    public async Task Split_AtABypassedTensor_IsUsageAndNamesTheBypassAndTheNearestCuts()
    {
        using TempFolder folder = new();
        (int code, string output, string talk) = await RunAsync("split", Write(folder), "--at", "c", "-o", folder["plan"], "--json");
        Assert.Equal(2, code);
        Assert.Equal("not-a-cut", JsonDocument.Parse(output).RootElement.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains("'b'", talk, StringComparison.Ordinal);
        Assert.Contains("'d'", talk, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["plan", "plan.json"]));
    }

    [Fact]
    public async Task Split_FolderOfAnotherCut_IsRefusedUnlessOverwritten()
    {
        using TempFolder folder = new();
        string model = Write(folder);
        await RunAsync("split", model, "--at", "b", "-o", folder["plan"]);
        Assert.Equal(2, (await RunAsync("split", model, "--at", "d", "-o", folder["plan"])).Code);
        Assert.Equal(0, (await RunAsync("split", model, "--at", "d", "-o", folder["plan"], "--overwrite")).Code);
    }

    [Fact]
    public async Task InspectAndSplit_WhereShapesDoNotFollowFromTheGraph_TakeThemFromARun()
    {
        // ONNX Runtime's own operator: static inference knows nothing of it.
        using TempFolder folder = new();
        using (OnnxModel model = GraphText.Parse("""
            <opset_import: ["": 17, "com.microsoft": 1]>
            net (float[N,2,2] x) => (float[N,2,2] y) { a = com.microsoft.Inverse(x)  b = Relu(a)  y = Neg(b) }
            """))
        {
            model.Save(folder["net.onnx"]);
        }

        (int code, string output, string talk) = await RunAsync("inspect", folder["net.onnx"], "--json");
        Assert.Equal(0, code);
        Assert.Equal([16, 16], JsonDocument.Parse(output).RootElement.GetProperty("cuts").EnumerateArray().Select(cut => cut.GetProperty("bytes").GetInt64()));
        Assert.Contains("the first at 'a' (com.microsoft.Inverse has no shape rule): taken from one run on ONNX Runtime", talk, StringComparison.Ordinal);

        (code, _, _) = await RunAsync("split", folder["net.onnx"], "--at", "b", "-o", folder["plan"]);
        Assert.Equal(0, code);
        Assert.Equal([1L, 2L, 2L], Plan.Load(folder["plan"]).Cut.Tensors.Single().Shape);
    }

    [Fact]
    public async Task Inspect_OperatorThatNothingKnows_SaysWhatIsMissingAndListsTheCutsAllTheSame()
    {
        using TempFolder folder = new();
        using (OnnxModel model = GraphText.Parse("""
            <opset_import: ["": 17, "my": 1]>
            net (float[N,4] x) => (float[N,4] y) { a = my.Odd(x)  b = Relu(a)  y = Neg(b) }
            """))
        {
            model.Save(folder["net.onnx"]);
        }

        (int code, string output, string talk) = await RunAsync("inspect", folder["net.onnx"], "--json");
        Assert.Equal(0, code);
        Assert.All(JsonDocument.Parse(output).RootElement.GetProperty("cuts").EnumerateArray(), cut => Assert.Equal(JsonValueKind.Null, cut.GetProperty("bytes").ValueKind));
        Assert.Contains("did not run the model to tell them", talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "inspect")]
    [InlineData(2, "nonsense")]
    [InlineData(2, "infer", "--server", "ftp://x", "--policy", "p.json", "cat.jpg")]
    [InlineData(2, "serve", "plan", "--tee", "nonsense")]
    [InlineData(5, "inspect", "missing.onnx")]
    [InlineData(5, "infer", "--server", "http://127.0.0.1:1", "--policy", "missing.json", "cat.jpg")]
    [InlineData(5, "attest", "verify", "missing.bin")]
    [InlineData(2, "zoo", "build", "nonsense", "-o", "x.onnx")]
    [InlineData(2, "infer", "--server", "http://127.0.0.1:1", "--policy", "missing.json", "--top", "0", "cat.jpg")]
    [InlineData(2, "infer", "--server", "http://127.0.0.1:1", "--policy", "missing.json", "--top", "-1", "cat.jpg")]
    public async Task Command_WrongUseOrInput_HasItsExitCodeAndASentence(int expected, params string[] arguments)
    {
        (int code, _, string talk) = await RunAsync(arguments);
        Assert.Equal(expected, code);
        Assert.StartsWith("lamina: ", talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AttestVerify_FileThatIsNoEvidence_IsRefusedWithThreeAndItsObject()
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["x.bin"], "no evidence");
        (int code, string output, _) = await RunAsync("attest", "verify", folder["x.bin"], "--json");
        Assert.Equal((3, "refused"), (code, JsonDocument.Parse(output).RootElement.GetProperty("outcome").GetString()));
    }

    [Fact]
    public void EveryOwnCommand_HasAnExample()
    {
        IEnumerable<LaminaCommand> commands = CommandTree.Build().Subcommands.SelectMany(Leaves).OfType<LaminaCommand>();
        Assert.DoesNotContain(commands, command => command.Examples.Count == 0 && command.Name != "list");
    }

    private static IEnumerable<Command> Leaves(Command command) => command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves);

    private static string Write(TempFolder folder)
    {
        using OnnxModel model = GraphText.Parse(Residual);
        model.Save(folder["net.onnx"]);
        return folder["net.onnx"];
    }

    private static async Task<(int Code, string Output, string Talk)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter talk = new();
        int code = await CommandTree.RunAsync(arguments, output, talk);
        return (code, output.ToString(), talk.ToString());
    }
}
