using System.CommandLine;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Inspect;
using Lamina.Cli.Split;
using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.Onnx.Splitting;
using Lamina.OpenInference.Client;
using Lamina.Plans;
using Lamina.Runtime;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Profile;

/// <summary><c>profile</c>: what every cut costs, measured against a real worker.</summary>
internal sealed class ProfileCommand : LaminaCommand
{
    private const int WarmUpRounds = 3, LabelWidth = 36;

    private readonly Argument<string> _model = new("M.onnx") { Description = "The model" };
    private readonly Option<string[]> _at = new("--at") { Description = "A cut to measure: a tensor or a label of 'inspect', or several, separated by commas; may be repeated; default: every cut of one tensor", HelpName = "T[,T...]" };
    private readonly Option<string> _tail = new("--tail") { Description = "Keep the last layers in the enclave: from this tensor on, or auto for the global pooling or the last linear layer", HelpName = "auto|T" };
    private readonly Option<string> _worker = new("--worker") { Description = "An Open Inference Protocol server that has the bodies; default: a worker process is started here", HelpName = "unix:PATH|HOST:PORT" };
    private readonly Option<string> _provider = new("--provider") { Description = "Execution provider of the worker that is started here, by ONNX Runtime's name", HelpName = "NAME", DefaultValueFactory = _ => "cpu" };
    private readonly Option<string> _library = new("--provider-library") { Description = "Shared library of a provider that is loaded at run time", HelpName = "FILE" };
    private readonly Option<int> _rounds = new("--rounds") { Description = "Measured rounds, 3 to 10000", HelpName = "N", DefaultValueFactory = _ => 21 };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads of a run; default: all processors", HelpName = "N" };
    private readonly Option<string> _repository = new("--triton-repository") { Description = "Measure nothing: write the bodies and hand-off models as a Triton model repository for --worker", HelpName = "DIR" };
    private readonly Option<string> _out = new("--out", "-o") { Description = "Where to write profile.json, profile.csv, profile.svg and profile.png; continues what is there", HelpName = "DIR" };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace what another profile left in the folder" };

    public ProfileCommand()
        : base("profile", "Measure what cuts cost: head, hand-off to a real worker, body and tail", json: true)
    {
        Arguments.Add(_model);
        foreach (Option option in new Option[] { _at, _tail, _worker, _provider, _library, _rounds, _threads, _repository, _out, _overwrite })
        {
            Options.Add(option);
        }

        Examples =
        [
            "lamina profile model.onnx -o profile/",
            "lamina profile model.onnx --at features.3.0 --at features.4.0 --tail auto --json",
            "lamina profile model.onnx --at features.3.0 --triton-repository models/",
            "lamina profile model.onnx --at features.3.0 --worker gpu-box:8001",
        ];
    }

    protected override async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        string path = arguments.GetRequiredValue(_model);
        OutputFiles.RefuseFile(arguments.GetValue(_out));
        OutputFiles.RefuseFile(arguments.GetValue(_repository));
        OipAddress? worker = ReadWorker(arguments);
        int rounds = InRange(arguments.GetValue(_rounds), 3, 10_000, "--rounds");
        int threads = InRange(arguments.GetValue(_threads) ?? Environment.ProcessorCount, 1, ThreadPolicy.Ceiling, "--threads");
        string provider = ReadProvider(arguments, worker);
        using OnnxModel model = ModelFile.Open(path);
        CutNames names = CutNames.Of(model, path, terminal.Say);
        string? tail = arguments.GetValue(_tail);
        ProfileJob job = new()
        {
            ModelPath = path,
            Model = model,
            ModelSha256 = Digest(path),
            Cuts = arguments.GetValue(_at) is { Length: > 0 } asked ? Asked(names, asked, tail) : All(model, names, tail, terminal),
            Recorded = names.Recorded,
            Worker = worker,
            ProviderLibrary = arguments.GetValue(_library),
            Folder = arguments.GetValue(_out),
            Conditions = new ConditionsJson
            {
                Rounds = rounds,
                WarmUpRounds = WarmUpRounds,
                Threads = threads,
                Worker = worker?.Text ?? "local",
                Provider = provider,
                Tail = tail,
                Machine = Machine.Describe(),
            },
        };
        if (arguments.GetValue(_repository) is { } repository)
        {
            BodyRepository.Write(job, repository, terminal);
            return ExitCode.Done;
        }

        ProfileJson profile = await new ProfileRun(job, terminal).RunAsync(arguments.GetValue(_overwrite), cancellationToken);
        Show(profile, terminal);
        if (job.Folder is not null)
        {
            foreach (string file in new ProfileFolder(job.Folder).Finish(profile))
            {
                terminal.Show($"  {file}");
            }
        }

        terminal.Write(profile, ProfileJsonContext.Default.ProfileJson);
        return ExitCode.Done;
    }

    private OipAddress? ReadWorker(ParseResult arguments)
    {
        if (arguments.GetValue(_worker) is not { } text)
        {
            return null;
        }

        return arguments.GetValue(_repository) is not null ? throw CommandFailure.Usage("with --worker the bodies are asked, with --triton-repository they are written; give one of the two", "--worker")
            : arguments.GetResult(_provider) is { Implicit: false } || arguments.GetValue(_library) is not null ? throw CommandFailure.Usage("a server elsewhere chooses its execution provider itself", "--provider")
            : OipAddress.TryParse(text, out OipAddress? address, out string? fault) ? address
            : throw CommandFailure.Usage(fault, "--worker");
    }

    /// <summary>A provider that is not here is refused before anything long begins; what its options or devices lack, the worker says.</summary>
    private string ReadProvider(ParseResult arguments, OipAddress? worker)
    {
        string provider = arguments.GetRequiredValue(_provider);
        return worker is not null ? "unknown"
            : arguments.GetValue(_library) is not null || ExecutionProvider.Available.Contains(provider, StringComparer.OrdinalIgnoreCase) ? provider
            : throw new CommandFailure(
                ExitCode.UnusableInput,
                "provider-missing",
                $"the execution provider '{provider}' is not part of the ONNX Runtime library here, which has {string.Join(", ", ExecutionProvider.Available)}; docs/runtime.md tells how to add it, and --worker measures at a server that has it",
                "--provider");
    }

    private static int InRange(int value, int least, int most, string option) =>
        value >= least && value <= most ? value : throw CommandFailure.Usage($"{value} was given, {least} to {most} can be", option);

    private static List<AskedCut> Asked(CutNames names, string[] asked, string? tail) =>
    [
        .. asked.Select(names.Resolve)
            .DistinctBy(cut => string.Join('\0', cut.Tensors))
            .Select(cut => new AskedCut(cut.Tensors, cut.Label, tail is null ? [] : names.ResolveTail(tail, cut.Tensors))),
    ];

    /// <summary>Every single-tensor cut at which the model can be parted. With a tail, those before it.</summary>
    private static List<AskedCut> All(OnnxModel model, CutNames names, string? tail, Terminal terminal)
    {
        List<AskedCut> cuts = [];
        int left = 0;
        foreach (CutDescription cut in names.Inspection.Cuts)
        {
            IReadOnlyList<string>? start = tail is null ? []
                : tail != "auto" ? names.Resolve(tail).Tensors
                : TailFinder.Find(names.Inspection, [.. cut.Tensors]) is { } found ? [found] : null;
            if (start is not null && GraphSplitter.TrySplit(model, new SplitRequest { Cut = cut.Tensors, TailCut = start, Recorded = names.Recorded }, out _, out _))
            {
                cuts.Add(new AskedCut(cut.Tensors, cut.Label, start));
            }
            else
            {
                left++;
            }
        }

        if (left > 0)
        {
            terminal.Say($"{left} cuts are left out: the model cannot be parted there, or no tail follows");
        }

        return cuts.Count > 0 ? cuts : throw CommandFailure.Usage("the model has no cut of one tensor to measure; name one of several with --at", "--at");
    }

    private static byte[] Digest(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Sha256Digest.Of(file).ToBytes();
    }

    private static void Show(ProfileJson profile, Terminal terminal)
    {
        terminal.Show($"{profile.Model.File}: whole model {profile.WholeMs:F2} ms ({profile.WholeMsP25:F2} to {profile.WholeMsP75:F2}); medians in ms, quartiles of the total in brackets");
        terminal.Show($"{"label",-LabelWidth} {"head",9} {"hand-off",9} {"body",9} {"tail",9} {"total",9} {"",-20} {"head MiB",9}");
        foreach (CutCostJson cut in profile.Cuts)
        {
            terminal.Show($"{cut.Label,-LabelWidth} {cut.HeadMs,9:F2} {cut.HandoffMs,9:F2} {cut.BodyMs,9:F2} {cut.TailMs,9:F2} {cut.TotalMs,9:F2} {$"({cut.TotalMsP25:F2} to {cut.TotalMsP75:F2})",-20} {cut.HeadMemoryBytes / 1048576.0,9:F1}");
        }
    }
}
