using System.CommandLine;
using System.Text.Json;
using Lamina.Cli.CommandLine;
using Lamina.Onnx;
using Lamina.Onnx.Text;
using Lamina.Plans;
using Lamina.Shared.ProgramOptions;
using Lamina.Testing;

namespace Lamina.Cli.Tests;

/// <summary>What every command has from the frame: no stack trace for anything a person can type or a disk can do, one true sentence, the documented code.</summary>
public sealed class CommandFrameTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Every value of every command, given with nothing in it.</summary>
    public static TheoryData<string> Values => [.. CommandTree.Build().Subcommands.SelectMany(Leaves).OfType<LaminaCommand>().SelectMany(Lines)];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Value_Empty_IsWrongUseAndNamed(string line)
    {
        string[] words = line.Split(' ');
        (int code, string output, string talk) = await RunAsync(words);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains($"{words[^2].TrimStart('<').TrimEnd('>')} is empty; a value was wanted.", talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("split", "net.onnx", "--at", "", "-o", "out")]
    [InlineData("split", "net.onnx", "--at", "b", "--tail", "", "-o", "out")]
    [InlineData("split", "net.onnx", "--at", "b", "-o", "out", "--triton-repository", "")]
    [InlineData("inspect", "")]
    [InlineData("profile", "net.onnx", "--at", " ")]
    public async Task EmptyValue_IsOneSentenceAndWritesNothing(params string[] arguments)
    {
        WriteModel();
        (int code, _, string talk) = await RunAsync([.. arguments.Select(word => word is "net.onnx" or "out" ? _folder[word] : word)]);
        Assert.Equal(2, code);
        Assert.StartsWith("lamina: ", talk, StringComparison.Ordinal);
        Assert.Contains(" is empty; a value was wanted.", talk, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task WordThatIsNoCommand_IsOneFaultAndOneHint()
    {
        (int code, _, string talk) = await RunAsync("frobnicate");
        Assert.Equal((2, "lamina: There is no command 'frobnicate'.\nlamina: try 'lamina --help'\n"), (code, talk));
        Assert.Contains("There is no command 'zoo frobnicate'.", (await RunAsync("zoo", "frobnicate")).Talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("help", "Usage:")]
    [InlineData("help zoo build", "--weights")]
    [InlineData("help serve", "--accept-verdict")]
    public async Task Help_AsAWord_IsTheHelpOfWhatFollows(string line, string wanted)
    {
        (int code, string output, _) = await RunAsync(line.Split(' '));
        Assert.Equal(0, code);
        Assert.Contains(wanted, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongUse_WithJson_PrintsTheErrorObjectToo()
    {
        (int code, string output, _) = await RunAsync("inspect", "--json");
        JsonElement error = JsonDocument.Parse(output).RootElement.GetProperty("error");
        Assert.Equal((2, "usage"), (code, error.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("infer", "--server", "http://127.0.0.1:1", "--policy")]
    public async Task FolderWhereAFileWasWanted_IsSaidSo(params string[] words)
    {
        (int code, _, string talk) = await RunAsync([.. words, _folder.Path, .. words[0] == "infer" ? [_folder.Path] : Array.Empty<string>()]);
        Assert.Equal((5, $"lamina: {_folder.Path}: this is a folder; a file was wanted\n"), (code, talk));
    }

    [Theory]
    [InlineData("quickstart")]
    [InlineData("split", "net.onnx", "--at", "b")]
    [InlineData("profile", "net.onnx")]
    public async Task FileWhereAFolderIsWritten_IsOneSentence(params string[] words)
    {
        WriteModel();
        await File.WriteAllTextAsync(_folder["file"], "mine", TestContext.Current.CancellationToken);
        (int code, _, string talk) = await RunAsync([.. words.Select(word => word == "net.onnx" ? _folder[word] : word), "-o", _folder["file"]]);
        Assert.Equal(1, code);
        Assert.EndsWith($"lamina: {_folder["file"]}: this is a file; a folder was wanted\n", talk, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder["file"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task FileThatIsNoModel_IsNamedOnce()
    {
        await File.WriteAllTextAsync(_folder["junk.onnx"], "junk", TestContext.Current.CancellationToken);
        (int code, _, string talk) = await RunAsync("inspect", _folder["junk.onnx"]);
        Assert.Equal(5, code);
        Assert.Equal(2, talk.Split("junk.onnx").Length);
    }

    [Theory]
    [InlineData("inspect", "net.onnx")]
    [InlineData("inspect", "net.onnx", "--json")]
    [InlineData("--help")]
    [InlineData("inspect", "--json")]
    public async Task FullStandardOutput_IsASentenceAndNoTrace(params string[] words)
    {
        WriteModel();
        using FullDisk disk = new();
        await using TextWriter output = StandardStreams.Writer(disk, fault => throw new OutputException(fault));
        using StringWriter talk = new();
        int code = await CommandTree.RunAsync([.. words.Select(word => word == "net.onnx" ? _folder[word] : word)], output, talk);
        bool wrongUse = words is ["inspect", "--json"];
        Assert.Equal(wrongUse ? 2 : 1, code);
        Assert.Contains(wrongUse ? "lamina: Required argument missing" : "lamina: standard output cannot be written: No space left on device", talk.ToString(), StringComparison.Ordinal);
        disk.Full = false;
    }

    [Fact]
    public async Task StandardError_ThatCannotBeWritten_StopsNoCommand()
    {
        WriteModel();
        using FullDisk disk = new();
        await using TextWriter talk = StandardStreams.Writer(disk, _ => { });
        using StringWriter output = new();
        Assert.Equal(5, await CommandTree.RunAsync(["inspect", _folder["missing.onnx"]], output, talk));
    }

    [Theory]
    [InlineData("zoo", "build", "he_cnn6", "-o")]
    [InlineData("zoo", "half", "net.onnx", "-o")]
    public async Task ZooOutput_ThatIsThere_IsReplacedOnlyWhereThatIsSaid(params string[] words)
    {
        WriteModel();
        string target = _folder["there.onnx"];
        string[] line = [.. words.Select(word => word == "net.onnx" ? _folder[word] : word), target];
        await File.WriteAllTextAsync(target, "mine", TestContext.Current.CancellationToken);
        (int code, _, string talk) = await RunAsync(line);
        Assert.Equal((2, $"lamina: {target}: the file is there already; say --overwrite to replace it\n"), (code, talk));
        Assert.Equal("mine", await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken));

        Assert.Equal(0, (await RunAsync([.. line, "--overwrite"])).Code);
        using OnnxModel model = OnnxModel.Open(target);
        Assert.NotEmpty(model.Graph.Nodes);
    }

    [Fact]
    public async Task ZooBuild_PreprocessingThatIsThere_IsLeftAlone()
    {
        await File.WriteAllTextAsync(_folder["m.preprocess.json"], "mine", TestContext.Current.CancellationToken);
        Assert.Equal(2, (await RunAsync("zoo", "build", "he_cnn6", "-o", _folder["m.onnx"])).Code);
        Assert.False(File.Exists(_folder["m.onnx"]));
    }

    [Fact]
    public async Task ZooHalf_OntoItsOwnModel_IsRefusedWhateverIsSaid()
    {
        WriteModel();
        File.CreateSymbolicLink(_folder["link.onnx"], _folder["net.onnx"]);
        byte[] before = await File.ReadAllBytesAsync(_folder["net.onnx"], TestContext.Current.CancellationToken);
        foreach (string target in new[] { _folder["net.onnx"], _folder["link.onnx"] })
        {
            Assert.Equal(2, (await RunAsync("zoo", "half", _folder["net.onnx"], "-o", target, "--overwrite")).Code);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(_folder["net.onnx"], TestContext.Current.CancellationToken));
        (_, _, string talk) = await RunAsync("zoo", "half", _folder["net.onnx"], "-o", _folder["small.onnx"]);
        Assert.Contains($": {new FileInfo(_folder["small.onnx"]).Length} bytes for {before.Length}", talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_PlanThatNobodyJudged_IsRefusedBeforeAnythingStartsAndOnce()
    {
        WriteModel();
        Assert.Equal(0, (await RunAsync("split", _folder["net.onnx"], "--at", "b", "-o", _folder["plan"])).Code);
        (int code, _, string talk) = await RunAsync("serve", _folder["plan"], "--tee", "simulated");
        Assert.Equal((1, "lamina: the plan's verdict is unjudged; to serve it all the same, say --accept-verdict unjudged\n"), (code, talk));
        Assert.Equal(PlanVerdict.Unjudged, Plan.Load(_folder["plan"]).Verdict);
    }

    private static IEnumerable<string> Lines(Command command)
    {
        string path = string.Join(' ', Path(command));
        return command.Options.Where(option => option.ValueType != typeof(bool) && option.Name is not ("--help" or "--command-line")).Select(option => $"{path} {option.Name} ")
            .Concat(command.Arguments.Select(argument => $"{path} <{argument.Name}> "));
    }

    private static IEnumerable<string> Path(Command command) => command is RootCommand ? [] : command.Parents.OfType<Command>().Take(1).SelectMany(Path).Append(command.Name);

    private static IEnumerable<Command> Leaves(Command command) => command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves);

    private void WriteModel()
    {
        using OnnxModel model = GraphText.Parse("""
            net (float[N,3,8,8] x) => (float[N,4,8,8] y) <float[4,3,3,3] w = random 1, float[64,4,3,3] v = random 2, float[4,64,1,1] u = random 3> {
              a = Conv<kernel_shape = [3,3], pads = [1,1,1,1]>(x, w)
              b = Relu(a)
              c = Conv<kernel_shape = [3,3], pads = [1,1,1,1]>(b, v)
              d = Relu(c)
              y = Conv<kernel_shape = [1,1]>(d, u)
            }
            """);
        model.Save(_folder["net.onnx"]);
    }

    private static async Task<(int Code, string Output, string Talk)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter talk = new();
        string[] words = [.. arguments.Where(word => !word.StartsWith('<'))];
        int code = await CommandTree.RunAsync(words, output, talk);
        return (code, output.ToString(), talk.ToString());
    }

    /// <summary>A device like /dev/full: it takes nothing.</summary>
    private sealed class FullDisk : MemoryStream
    {
        public bool Full { get; set; } = true;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Full)
            {
                throw new IOException("No space left on device");
            }
        }
    }
}
