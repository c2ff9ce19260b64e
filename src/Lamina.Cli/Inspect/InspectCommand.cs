using System.CommandLine;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Split;
using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.Plans;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Inspect;

/// <summary><c>inspect</c>: every valid cut of a model, in order, with what it costs.</summary>
internal sealed class InspectCommand : LaminaCommand
{
    private const int LabelWidth = 40;

    private readonly Argument<string> _model = new("M.onnx") { Description = "The model" };
    private readonly Option<int> _maxTensors = new("--max-tensors") { Description = "Also list the minimal cuts of up to this many tensors, 1 to 6", HelpName = "K", DefaultValueFactory = _ => 1 };

    public InspectCommand()
        : base("inspect", "List every valid cut of a model: what crosses, and what comes before it", json: true)
    {
        Arguments.Add(_model);
        Options.Add(_maxTensors);
        Examples = ["lamina inspect model.onnx", "lamina inspect model.onnx --max-tensors 2 --json"];
    }

    protected override Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        string path = arguments.GetRequiredValue(_model);
        int maxTensors = arguments.GetValue(_maxTensors);
        if (maxTensors is < 1 or > 6)
        {
            throw CommandFailure.Usage($"{maxTensors} tensors are asked for, 1 to 6 can be", "--max-tensors");
        }

        using OnnxModel model = ModelFile.Open(path);
        ModelInspection inspection;
        try
        {
            (inspection, _) = RecordedShapes.Inspect(model, new InspectionOptions { MaxTensors = maxTensors }, terminal.Say);
        }
        catch (OnnxFormatException fault)
        {
            throw CommandFailure.Unusable(fault.Message, path);
        }

        if (inspection.Truncated)
        {
            terminal.Say("there are more cuts of several tensors than are listed");
        }

        Show(path, inspection, terminal);
        terminal.Write(
            new InspectJson(
                new ModelJson(path, DigestOf(path), model.Opset, inspection.Parameters, inspection.Macs, [.. model.Graph.Inputs.Select(ValueJson.Of)], [.. model.Graph.Outputs.Select(ValueJson.Of)]),
                [.. inspection.Cuts.Select(cut => CutJson.Of(cut, inspection))]),
            InspectJsonContext.Default.InspectJson);
        return Task.FromResult(ExitCode.Done);
    }

    private static void Show(string path, ModelInspection model, Terminal terminal)
    {
        terminal.Show($"{path}: opset {model.Model.Opset}, {model.Parameters / 1e6:F2} M parameters, {(model.Macs is { } macs ? $"{macs / 1e6:F0} MMAC" : "cost not known")}");
        terminal.Show($"  in  {string.Join(", ", model.Model.Graph.Inputs)}");
        terminal.Show($"  out {string.Join(", ", model.Model.Graph.Outputs)}");
        terminal.Show($"{model.Cuts.Count} cuts, in order, for a batch of 1; shares are of what lies before the cut");
        terminal.Show($"{"label",-LabelWidth} {"type and shape",-24} {"KiB",8} {"x input",8} {"MACs",7} {"params",7} {"head MiB",9}");
        foreach (CutDescription cut in model.Cuts)
        {
            terminal.Show($"{cut.Label,-LabelWidth} {cut.Types[0],-24} {cut.Bytes / 1024.0,8:F0} {cut.Expansion,8:F2} {Shares.Of(cut.MacsBefore, model.Macs),7:P1} {Shares.Of(cut.ParametersBefore, model.Parameters),7:P1} {cut.HeadPeakBytes / 1048576.0,9:F1}");
        }
    }

    private static string DigestOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Sha256Digest.Of(file).ToString();
    }
}
