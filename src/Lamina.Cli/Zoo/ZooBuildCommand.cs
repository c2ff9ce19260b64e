using System.CommandLine;
using Lamina.Cli.CommandLine;
using Lamina.Models.Weights;
using Lamina.Models.Zoo;
using Lamina.Plans.Preprocess;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Zoo;

/// <summary><c>zoo build</c>: a network as an ONNX file, with published weights or seeded ones.</summary>
internal sealed class ZooBuildCommand : LaminaCommand
{
    private readonly Argument<string> _architecture = new("ARCH") { Description = "vgg16, resnet50, efficientnet_b0, or another of 'zoo list'" };
    private readonly Option<int?> _classes = new("--classes") { Description = "Number of classes; default: as the weights have, else the architecture's own", HelpName = "N" };
    private readonly Option<string> _input = new("--input") { Description = "Size of the pictures, such as 3x224x224", HelpName = "CxHxW" };
    private readonly Option<string> _weights = new("--weights") { Description = "Trained weights: .pth, .safetensors, .h5, or one of them in a zip", HelpName = "FILE" };
    private readonly Option<long> _seed = new("--seed") { Description = "Seed of untrained weights; default 0", HelpName = "S" };
    private readonly Option<bool> _keras = new("--keras") { Description = "Build Keras' form where there are no weights to tell" };
    private readonly Option<string> _out = new("--out", "-o") { Description = "Where to write the model; M.preprocess.json is written beside it", HelpName = "M.onnx", Required = true };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace a model that is there already" };

    public ZooBuildCommand()
        : base("build", "Build a network as an ONNX file", json: false)
    {
        Arguments.Add(_architecture);
        foreach (Option option in new Option[] { _classes, _input, _weights, _seed, _keras, _out, _overwrite })
        {
            Options.Add(option);
        }

        Examples =
        [
            "lamina zoo build resnet50 -o resnet50.onnx",
            "lamina zoo build efficientnet_b0 --weights efficientnet_b0.pth -o efficientnet_b0.onnx",
            "lamina zoo build vgg16 --classes 10 --input 3x64x64 --seed 7 -o vgg16-small.onnx",
        ];
    }

    protected override Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        string path = arguments.GetRequiredValue(_out);
        string? weights = arguments.GetValue(_weights);
        OutputFiles.RefuseExisting(arguments.GetValue(_overwrite), path, PreprocessingFile.PathBeside(path));
        try
        {
            ZooRequest request = new()
            {
                Architecture = ZooArchitecture.Of(arguments.GetRequiredValue(_architecture)),
                Classes = arguments.GetValue(_classes),
                Input = arguments.GetValue(_input) is { } size ? PictureShape.Parse(size) : null,
                WeightsPath = weights,
                Seed = arguments.GetValue(_seed),
                KerasForm = arguments.GetValue(_keras),
            };
            using ZooModel model = ModelZoo.Build(request);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            IReadOnlyList<string> files = model.Save(path);
            terminal.Say($"wrote {string.Join(", ", files)}: {model.Form}");
            return Task.FromResult(ExitCode.Done);
        }
        catch (ZooException fault)
        {
            throw CommandFailure.Usage(fault.Message);
        }
        catch (WeightException fault)
        {
            throw CommandFailure.Unusable(fault.Message, weights);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CommandFailure.Unusable(fault.Message, weights ?? path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Failed, "cannot-write", fault.Message, path);
        }
    }
}
