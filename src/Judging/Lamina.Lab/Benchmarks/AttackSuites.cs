using System.CommandLine;
using Lamina.Lab.Commands;
using Lamina.Privacy.Bench;
using Lamina.Privacy.Bench.Attacks;
using Lamina.Torch;
using Lamina.Torch.Native;

namespace Lamina.Lab.Benchmarks;

/// <summary><c>bench attacks</c>: known answers of the attacks.</summary>
internal static class AttackSuites
{
    private static readonly string[] Names = ["reference", "he2019", "controls", "precision", "parity", TrainingName, "planner"];
    private const string TrainingName = "training";
    private const int TrainingRounds = 8;

    private static readonly Option<string> Suite = new("--suite") { Description = $"Which: {string.Join(", ", Names)}.", Required = true };
    private static readonly Option<string?> Model = new("--model") { Description = "reference, parity: the folder of models; he2019, controls, planner: the trained network; training: a classifier; precision needs none." };
    private static readonly Option<string?> Data = new("--data") { Description = "Folder or archive of pictures; precision needs none." };
    private static readonly Option<string?> Shifted = new("--shifted") { Description = "he2019: pictures of another kind, for an adversary who has only those." };
    private static readonly Option<double> Minutes = new("--minutes") { Description = "Attack time per cut (reference: all of it; he2019: its four networks), as processor time of all threads.", DefaultValueFactory = _ => 10 };
    private static readonly Option<string[]> Cuts = new("--cut") { Description = "Only this cut; repeatable." };
    private static readonly Option<int> Threads = new("--threads") { Description = "Threads of the arithmetic; 0: all processors.", DefaultValueFactory = _ => 0 };
    private static readonly Option<int> Most = new("--cuts") { Description = "planner: candidates at most.", DefaultValueFactory = _ => 12 };
    private static readonly Option<int> Images = new("--images") { Description = "planner: pictures of the adversary's at most.", DefaultValueFactory = _ => 400 };
    private static readonly Option<int> Victims = new("--victim-images") { Description = "planner: victims at most, so many to choose with and so many to confirm.", DefaultValueFactory = _ => 50 };
    private static readonly Option<int> Steps = new("--steps") { Description = "planner, parity: steps of every attack that has steps.", DefaultValueFactory = _ => 200 };
    private static readonly Option<bool> Exhaustive = new("--exhaustive") { Description = "planner: also a whole portfolio at every cut, and whether it chooses the same." };
    private static readonly Option<long> Seed = new("--seed") { Description = "Decides roles, weights and batches.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> Out = new("--out", "-o") { Description = "Folder for reconstructions and checkpoints; the next run goes on from there." };

    /// <summary>The command.</summary>
    public static LabCommand Create(Option<bool> json)
    {
        Suite.AcceptOnlyFromAmong(Names);
        LabCommand command = new(
            "attacks",
            "The attacks against figures known beforehand: weaker ones would be a fault.",
            "lamina bench attacks --suite reference --model ../shared/models --data ../shared/data/imagenet-sample --json",
            "lamina bench attacks --suite he2019 --model he_cnn6-cifar10.onnx --data ../shared/data/cifar10.zip -o results/",
            "lamina bench attacks --suite training --model efficientnet_b0.onnx --data ../shared/data/cifar10.zip --json",
            "lamina bench attacks --suite precision --json",
            "lamina bench attacks --suite parity --model ../shared/models --data ../shared/data/imagenet-sample --steps 300 -o parity/ --json",
            "lamina bench attacks --suite planner --model he_cnn6-cifar10.onnx --data ../shared/data/cifar10.zip --exhaustive -o results/ --json")
        {
            Suite, Model, Data, Shifted, Minutes, Cuts, Most, Images, Victims, Steps, Exhaustive, Seed, Threads, Out, json,
        };
        command.SetAction((parsed, cancellation) => CommandRunner.RunAsync(
            () => Task.FromResult(BenchmarkOutput.Print(talk => Run(parsed, talk, cancellation), parsed.GetValue(json))), parsed.GetValue(json)));
        return command;
    }

    private static BenchmarkReport Run(ParseResult parsed, IProgress<string> talk, CancellationToken cancellation)
    {
        if (parsed.GetValue(Suite) == TrainingName)
        {
            return TrainingSuite.RunAsync(Needed(parsed, Model), Needed(parsed, Data), parsed.GetValue(Threads), TrainingRounds, talk, cancellation).GetAwaiter().GetResult();
        }

        NativeLibraries.Require();
        string suite = parsed.GetValue(Suite)!;
        if (suite == "precision")
        {
            return PrecisionSuite.Run(BuildInfo.Commit, parsed.GetValue(Threads), talk, cancellation);
        }

        if (suite == "planner")
        {
            return PlannerSuite.Run(Planner(parsed), cancellation);
        }

        var request = new SuiteRequest
        {
            Model = Needed(parsed, Model),
            Data = Needed(parsed, Data),
            Shifted = parsed.GetValue(Shifted),
            PerCut = TimeSpan.FromMinutes(parsed.GetValue(Minutes)),
            Only = parsed.GetValue(Cuts) ?? [],
            Out = parsed.GetValue(Out),
            Seed = parsed.GetValue(Seed),
            Threads = parsed.GetValue(Threads),
            Precision = suite == "reference" ? PrecisionChoice.Measure().Chosen : Precision.Float32,
            Commit = BuildInfo.Commit,
        };
        return suite switch
        {
            "he2019" => He2019Suite.Run(request, progress: talk, cancellation: cancellation),
            "parity" => ParitySuite.Run(request, Options.Positive(parsed, Steps), talk, cancellation),
            "controls" => ControlsSuite.Run(request, progress: talk, cancellation: cancellation),
            _ => ReferenceSuite.Run(request, talk, cancellation),
        };
    }

    private static string Needed(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) ?? throw new Refusal(ExitCode.Usage, $"The suite {parsed.GetValue(Suite)} needs {option.Name}.");

    private static PlannerSuiteRequest Planner(ParseResult parsed) => new()
    {
        Model = Needed(parsed, Model),
        Data = Needed(parsed, Data),
        Out = parsed.GetValue(Out) ?? throw new Refusal(ExitCode.Usage, "The suite planner keeps what it finds: name a folder with -o."),
        Cuts = Options.Positive(parsed, Most),
        Images = Options.Positive(parsed, Images),
        Victims = Options.Positive(parsed, Victims),
        Steps = Options.Positive(parsed, Steps),
        Exhaustive = parsed.GetValue(Exhaustive),
        Seed = parsed.GetValue(Seed),
        Threads = parsed.GetValue(Threads),
    };
}
