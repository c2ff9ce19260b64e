using System.CommandLine;
using System.Globalization;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Inspect;
using Lamina.Cli.Split;
using Lamina.Models.Zoo;
using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Bench.Split;

/// <summary><c>bench split</c>: how long a split takes beside a plain copy of the same file, and how much memory.</summary>
internal sealed class BenchSplitCommand : LaminaCommand
{
    private const double GoalRatio = 1.5, GoalMegabytes = 200, Megabyte = 1e6;

    private readonly Option<string?> _model = new("--model") { Description = "The model; default: VGG-16 of the zoo, built for this (553 MB)", HelpName = "M.onnx" };
    private readonly Option<string?> _at = new("--at") { Description = "Where to cut; default: the middle cut, index floor(n/2) of 'inspect'", HelpName = "T[,T...]" };
    private readonly Option<int> _rounds = new("--rounds") { Description = "Rounds, 3 to 1000", HelpName = "N", DefaultValueFactory = _ => 9 };

    public BenchSplitCommand()
        : base("split", "Time and memory of a split beside a plain copy of the file", json: true)
    {
        Options.Add(_model);
        Options.Add(_at);
        Options.Add(_rounds);
        Examples = ["lamina bench split --json", "lamina bench split --model resnet50.onnx --at layer2"];
    }

    protected override Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        int rounds = arguments.GetValue(_rounds);
        if (rounds is < 3 or > 1000)
        {
            throw CommandFailure.Usage($"{rounds} rounds were asked for, 3 to 1000 can be", "--rounds");
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("lamina-bench-split-");
        try
        {
            string path = arguments.GetValue(_model) ?? BuildVgg16(folder.FullName, terminal);
            (IReadOnlyList<string> cut, string label) = Cut(path, arguments.GetValue(_at));
            SplitTimes times = new(path, cut, label, folder.FullName);
            for (int round = 0; round < rounds; round++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                times.Round(round);
                terminal.Say($"round {round + 1} of {rounds}: copy {times.Copy[^1]:F2} s, parts {times.Parts[^1]:F2} s, with plan {times.Plan[^1]:F2} s, as a command {times.Command[^1]:F2} s");
            }

            BenchReport.Of(Results(times, path, label, rounds)).Print(terminal);
            return Task.FromResult(ExitCode.Done);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Failed, "cannot-write", fault.Message, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string BuildVgg16(string folder, Terminal terminal)
    {
        string path = Path.Combine(folder, "vgg16.onnx");
        terminal.Say("building VGG-16");
        using ZooModel model = ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of("vgg16") });
        model.Save(path);
        return path;
    }

    private static (IReadOnlyList<string> Cut, string Label) Cut(string path, string? at)
    {
        using OnnxModel model = ModelFile.Open(path);
        CutNames names = CutNames.Of(model, path);
        if (at is not null)
        {
            return names.Resolve(at);
        }

        IReadOnlyList<CutDescription> cuts = names.Inspection.Cuts;
        return cuts.Count > 0 ? (cuts[cuts.Count / 2].Tensors, cuts[cuts.Count / 2].Label) : throw CommandFailure.Unusable("the model has no cut", path);
    }

    private static BenchResult[] Results(SplitTimes times, string path, string label, int rounds)
    {
        string what = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}, {new FileInfo(path).Length / Megabyte:F0} MB, cut at {label}, file in the page cache, {rounds} rounds in turn");
        double memory = times.PeakMemory / Megabyte;
        return
        [
            Ratio("split_ratio", times.Parts, times.Copy, $"writing head and body, in a warm process, over cp --reflink=never; {what}"),
            Ratio("split_with_plan_ratio", times.Plan, times.Copy, $"the same with plan.json, for which the model and both parts are hashed (SHA-256), over cp; {what}"),
            Ratio("split_command_ratio", times.Command, times.Copy, $"the whole command 'lamina split', start of the program included, over cp; {what}"),
            Seconds("cp_seconds", times.Copy),
            Seconds("split_seconds", times.Parts),
            Seconds("split_with_plan_seconds", times.Plan),
            Seconds("split_command_seconds", times.Command),
            new BenchResult("split_command_memory", memory, memory, memory, "MB", GoalMegabytes, memory <= GoalMegabytes, $"most memory the command held at once; {what}"),
        ];
    }

    private static BenchResult Ratio(string name, List<double> times, List<double> copies, string detail)
    {
        var ratio = Interval.OfMedian([.. times.Zip(copies, (time, copy) => time / copy)]);
        bool? met = ratio.High <= GoalRatio ? true : ratio.Low > GoalRatio ? false : null;
        return new BenchResult(name, ratio.Median, ratio.Low, ratio.High, "1", GoalRatio, met, detail);
    }

    private static BenchResult Seconds(string name, List<double> times)
    {
        var time = Interval.OfMedian(times);
        return new BenchResult(name, time.Median, time.Low, time.High, "s", null, null, "median over the rounds");
    }
}
