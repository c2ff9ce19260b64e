using System.Collections.Immutable;
using System.CommandLine;
using Lamina.Lab.Reproducing;
using Lamina.Privacy.Bench.Attacks;

namespace Lamina.Lab.Commands;

/// <summary><c>reproduce -o DIR</c>.</summary>
internal static class ReproduceCommand
{
    private static readonly Option<string> Scale = new("--scale") { Description = "small: about ten hours on two cores; paper: the same on full data sets, for a GPU.", DefaultValueFactory = _ => EvaluationScale.Small.Name };
    private static readonly Option<string?> Images = new("--images") { Description = "Folder, zip or tar of ImageNet photographs." };
    private static readonly Option<string?> Records = new("--toniot") { Description = "Folder of TON_IoT records as pictures, as 'lamina dataset toniot' writes it: the one the models were trained on." };
    private static readonly Option<string[]> Models = new("--model") { Description = $"A trained model, repeatable. Names: {string.Join(", ", Names())}.", HelpName = "NAME=FILE" };
    private static readonly Option<string[]> Pieces = new("--piece") { Description = "Run this piece, by its name or its number in --list; repeatable. Default: all that can be run.", HelpName = "K" };
    private static readonly Option<string[]> Only = new("--only") { Description = "Only pieces with this in their name, such as /ridge or toniot/; repeatable.", HelpName = "TEXT" };
    private static readonly Option<bool> List = new("--list") { Description = "Say which pieces there are and what each waits for; run nothing." };
    private static readonly Option<bool> Report = new("--report") { Description = "Write the report from the results that are there; run nothing." };
    private static readonly Option<bool> Public = new("--public") { Description = "Leave pictures of victims out of the report, so that it may be passed on." };
    private static readonly Option<double?> Minutes = new("--minutes") { Description = "Time of one piece's attacks, as processor time divided by threads (small: 15). A piece that was stopped goes on with more." };
    private static readonly Option<long> Seed = new("--seed") { Description = "Deals the roles and starts the attacks.", DefaultValueFactory = _ => 1L };
    private static readonly Option<int> Threads = new("--threads") { Description = "Threads; 0: all.", DefaultValueFactory = _ => 0 };
    private static readonly Option<string> Out = new("--out", "-o") { Description = "Folder: results/ holds a file a piece, to be committed and merged by copying; work/ holds reconstructions, which may show victims.", Required = true };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        LabCommand command = new(
            "reproduce",
            "The evaluation of arXiv 2404.07437 made again, in pieces: runtime per partition, reconstructions, scores, chosen cuts.",
            "lamina reproduce --list -o evaluation/",
            "lamina reproduce --images imagenet-sample --model vgg16-brain_mri=vgg16-brain_mri.onnx --only /ridge -o evaluation/",
            "lamina reproduce --report --public -o evaluation/")
        {
            Scale, Images, Records, Models, Pieces, Only, List, Report, Public, Minutes, Seed, Threads, Out,
        };
        command.SetAction((parsed, cancellation) => CommandRunner.RunAsync(
            () => ReproduceJob.RunAsync(Request(parsed), TimeProvider.System, new ProcessorTime(Options.Threads(parsed, Threads)), cancellation)));
        return command;
    }

    private static ReproduceRequest Request(ParseResult parsed) => new()
    {
        Scale = EvaluationScale.Find(parsed.GetValue(Scale)!) ?? throw new Refusal(ExitCode.Usage, $"There is no scale '{parsed.GetValue(Scale)}'; there are small and paper.", Scale.Name),
        Photographs = parsed.GetValue(Images),
        Records = parsed.GetValue(Records),
        Models = (parsed.GetValue(Models) ?? []).Select(Model).ToImmutableSortedDictionary(model => model.Name, model => model.File, StringComparer.Ordinal),
        Out = parsed.GetValue(Out)!,
        Pieces = [.. parsed.GetValue(Pieces) ?? []],
        Only = [.. parsed.GetValue(Only) ?? []],
        List = parsed.GetValue(List),
        Report = parsed.GetValue(Report),
        Public = parsed.GetValue(Public),
        Minutes = Options.Minutes(parsed, Minutes)?.TotalMinutes,
        Seed = parsed.GetValue(Seed),
        Threads = Options.Threads(parsed, Threads),
    };

    private static (string Name, string File) Model(string text) => text.Split('=', 2) is [var name, { Length: > 0 } file]
        ? Names().Contains(name) ? (name, file) : throw new Refusal(ExitCode.Usage, $"--model names '{name}'; there are {string.Join(", ", Names())}.", Models.Name)
        : throw new Refusal(ExitCode.Usage, $"--model is '{text}'; NAME=FILE was wanted.", Models.Name);

    private static IEnumerable<string> Names() => EvaluationSubject.All.Where(subject => subject.Data != EvaluationSubject.Runtime).Select(subject => subject.Model);
}
