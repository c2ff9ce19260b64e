using System.CommandLine;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Split;
using Lamina.Onnx;
using Lamina.Plans.Preprocess;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Zoo;

/// <summary><c>zoo half</c>: a model in about half the bytes.</summary>
internal sealed class ZooHalfCommand : LaminaCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "The model (.onnx); its .preprocess.json, if there is one, is copied" };
    private readonly Option<string> _out = new("--out", "-o") { Description = "Where to write the smaller model", HelpName = "M.onnx", Required = true };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace a model that is there already" };

    public ZooHalfCommand()
        : base("half", "Store a model's float32 weights as float16; it still computes in float32", json: false)
    {
        Arguments.Add(_model);
        Options.Add(_out);
        Options.Add(_overwrite);
        Examples = ["lamina zoo half efficientnet_b0-cifar10.onnx -o efficientnet_b0-cifar10-small.onnx"];
    }

    protected override Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        string source = arguments.GetRequiredValue(_model);
        string path = arguments.GetRequiredValue(_out);
        if (OutputFiles.AreSame(source, path))
        {
            throw CommandFailure.Usage("this is the model itself, which is read while the smaller one is written; name another file", _out.Name);
        }

        OutputFiles.RefuseExisting(arguments.GetValue(_overwrite), path, PreprocessingFile.PathBeside(path));
        using OnnxModel model = ModelFile.Open(source);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            long before = new FileInfo(source).Length;
            IReadOnlyList<string> files = model.WithHalfStorage().Save(path);
            string beside = PreprocessingFile.PathBeside(source);
            if (File.Exists(beside) && !OutputFiles.AreSame(beside, PreprocessingFile.PathBeside(path)))
            {
                File.Copy(beside, PreprocessingFile.PathBeside(path), overwrite: true);
            }

            terminal.Say($"wrote {string.Join(", ", files)}: {new FileInfo(path).Length} bytes for {before}");
            return Task.FromResult(ExitCode.Done);
        }
        catch (OnnxFormatException fault)
        {
            throw CommandFailure.Unusable(fault.Message, source);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Failed, "cannot-write", fault.Message, path);
        }
    }
}
