using System.CommandLine;
using Lamina.Lab.Commands;
using Lamina.Privacy.Bench;
using Lamina.Privacy.Bench.Attacks;
using Lamina.Torch.Native;

namespace Lamina.Lab.Benchmarks;

/// <summary><c>bench attacks</c>: known answers of the attacks.</summary>
internal static class AttackSuites
{
    private static readonly string[] Names = ["reference", "he2019"];

    private static readonly Option<string> Suite = new("--suite") { Description = $"Which: {string.Join(" or ", Names)}.", Required = true };
    private static readonly Option<string> Model = new("--model") { Description = "reference: the folder of models; he2019: the trained network.", Required = true };
    private static readonly Option<string> Data = new("--data") { Description = "Folder or archive of pictures.", Required = true };
    private static readonly Option<double> Minutes = new("--minutes") { Description = "Attack time per cut, as processor time of all processors.", DefaultValueFactory = _ => 10 };
    private static readonly Option<string[]> Cuts = new("--cut") { Description = "Only this cut; repeatable." };
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
            "lamina bench attacks --suite he2019 --model he_cnn6-cifar10.onnx --data ../shared/data/cifar10.zip -o results/")
        {
            Suite, Model, Data, Minutes, Cuts, Seed, Out, json,
        };
        command.SetAction((parsed, cancellation) => CommandRunner.RunAsync(
            () => Task.FromResult(BenchmarkOutput.Print(talk => Run(parsed, talk, cancellation), parsed.GetValue(json))), parsed.GetValue(json)));
        return command;
    }

    private static BenchmarkReport Run(ParseResult parsed, IProgress<string> talk, CancellationToken cancellation)
    {
        NativeLibraries.Require();
        var request = new SuiteRequest
        {
            Model = parsed.GetValue(Model)!,
            Data = parsed.GetValue(Data)!,
            PerCut = TimeSpan.FromMinutes(parsed.GetValue(Minutes)),
            Only = parsed.GetValue(Cuts) ?? [],
            Out = parsed.GetValue(Out),
            Seed = parsed.GetValue(Seed),
            Commit = BuildInfo.Commit,
        };
        return parsed.GetValue(Suite) == "he2019"
            ? He2019Suite.Run(request, progress: talk, cancellation: cancellation)
            : ReferenceSuite.Run(request, talk, cancellation);
    }
}
