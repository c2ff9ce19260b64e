using System.CommandLine;
using System.Text.Json.Serialization;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Inspect;
using Lamina.Onnx;
using Lamina.Plans;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Split;

/// <summary><c>split</c>: head, body and maybe tail as ONNX files, with a plan that nobody has judged yet.</summary>
internal sealed class SplitCommand : LaminaCommand
{
    private readonly Argument<string> _model = new("M.onnx") { Description = "The model" };
    private readonly Option<string> _at = new("--at") { Description = "Where to cut: a tensor or a label of 'inspect', or several, separated by commas", HelpName = "T[,T...]", Required = true };
    private readonly Option<string> _tail = new("--tail") { Description = "Keep the last layers in the enclave: from this tensor on, or auto for the global pooling or the last linear layer", HelpName = "auto|T" };
    private readonly Option<string> _preprocess = new("--preprocess") { Description = "What the model expects of a picture; default: M.preprocess.json beside the model, if it is there", HelpName = "FILE" };
    private readonly Option<string> _repository = new("--triton-repository") { Description = "Also write the body as a Triton model repository, under the name the enclave asks for", HelpName = "DIR" };
    private readonly Option<string> _out = new("--out", "-o") { Description = "Where to write the parts and plan.json", HelpName = "DIR", Required = true };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace what another split left in the folder" };

    public SplitCommand()
        : base("split", "Split a model at a cut into head, body and maybe tail", json: true)
    {
        Arguments.Add(_model);
        foreach (Option option in new Option[] { _at, _tail, _preprocess, _repository, _out, _overwrite })
        {
            Options.Add(option);
        }

        Examples =
        [
            "lamina split model.onnx --at features.3.0 -o parts/",
            "lamina split model.onnx --at features.3.0 --tail auto -o parts-with-tail/",
            "lamina split model.onnx --at features.3.0 -o parts/ --triton-repository models/",
        ];
    }

    protected override Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        string path = arguments.GetRequiredValue(_model);
        string folder = arguments.GetRequiredValue(_out);
        OutputFiles.RefuseFile(folder);
        OutputFiles.RefuseFile(arguments.GetValue(_repository));
        using OnnxModel model = ModelFile.Open(path);
        CutNames names = CutNames.Of(model, path, terminal.Say);
        (IReadOnlyList<string> tensors, string label) = names.Resolve(arguments.GetRequiredValue(_at));
        RefuseOtherSplits(folder, arguments.GetValue(_overwrite), tensors);
        Plan plan = SplitWork.Run(new SplitJob
        {
            ModelPath = path,
            Model = model,
            Cut = tensors,
            Label = label,
            Recorded = names.Recorded,
            TailCut = arguments.GetValue(_tail) is { } tail ? names.ResolveTail(tail, tensors) : [],
            Preprocessing = ModelFile.ReadPreprocessing(path, arguments.GetValue(_preprocess)),
            Folder = folder,
            CreatedBy = "lamina split",
        });

        terminal.Show($"cut at {plan.Cut.Label}: the worker is given {string.Join(", ", plan.Cut.Tensors.Concat(plan.Cut.ShapeTensors))}");
        foreach (PlanPart part in new[] { plan.Head, plan.Body, plan.Tail }.OfType<PlanPart>())
        {
            terminal.Show($"  {Path.Combine(folder, part.File)}  {part.Bytes} bytes");
        }

        terminal.Show($"  {Path.Combine(folder, Plan.FileName)}  verdict {plan.Verdict.Name()}, digest {plan.Digest()}");
        if (arguments.GetValue(_repository) is { } repository)
        {
            terminal.Show($"  {SplitWork.WriteRepository(folder, plan, repository)}");
        }

        if (plan.Preprocessing is null)
        {
            terminal.Say("the plan says nothing of pictures: no preprocessing file was found beside the model");
        }

        terminal.Write(
            new SplitJson([.. plan.Cut.Tensors.Select(tensor => tensor.Name)], new SplitFilesJson(plan.Head.File, plan.Body.File, plan.Tail?.File), plan.Digest().ToString()),
            SplitJsonContext.Default.SplitJson);
        return Task.FromResult(ExitCode.Done);
    }

    /// <summary>A folder that holds another split is not overwritten by mistake.</summary>
    private static void RefuseOtherSplits(string folder, bool overwrite, IReadOnlyList<string> tensors)
    {
        if (overwrite || !File.Exists(Path.Combine(folder, Plan.FileName)))
        {
            return;
        }

        string found;
        try
        {
            Plan there = Plan.Load(folder);
            if (there.Cut.Tensors.Select(tensor => tensor.Name).SequenceEqual(tensors) && there.Verdict == PlanVerdict.Unjudged)
            {
                return;
            }

            found = $"a plan cut at {there.Cut.Label}, verdict {there.Verdict.Name()}";
        }
        catch (PlanException)
        {
            found = "a plan.json that cannot be read";
        }

        throw CommandFailure.Usage($"the folder holds {found}; say --overwrite to replace it", folder);
    }
}

/// <summary>What <c>split --json</c> prints.</summary>
internal sealed record SplitJson(IReadOnlyList<string> Cut, SplitFilesJson Files, string Plan);

/// <summary>File names in the folder.</summary>
internal sealed record SplitFilesJson(string Head, string Body, string? Tail);

/// <summary>JSON of this file, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SplitJson))]
internal sealed partial class SplitJsonContext : JsonSerializerContext;
