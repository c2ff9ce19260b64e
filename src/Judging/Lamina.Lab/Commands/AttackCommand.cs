using System.CommandLine;
using Lamina.Lab.Attacks;
using Lamina.Privacy.Verdict;
using static Lamina.Lab.Commands.JudgingOptions;

namespace Lamina.Lab.Commands;

/// <summary><c>attack M.onnx --at T --data D -o DIR</c>.</summary>
internal static class AttackCommand
{
    private static readonly Argument<string> Model = new("model") { Description = "The model (.onnx), with its .preprocess.json beside it." };
    private static readonly Option<string> At = new("--at") { Description = "The cut: a tensor or a label of 'inspect', or several with commas.", Required = true };
    private static readonly Option<string> Data = new("--data") { Description = "Folder, zip or tar of pictures: the adversary's, and the victims' unless --victims is given. With splits the adversary has 'train', the victims are of 'test' (else 'val').", Required = true };
    private static readonly Option<string[]> Method = new("--method") { Description = $"Attacks to run, repeatable; default all. One of {string.Join(", ", AttackKind.All)}." };
    private static readonly Option<double?> MaxMinutes = new("--max-minutes") { Description = "Time for the whole command; at least half goes to the inverse network. What is missing then makes the verdict inconclusive." };
    private static readonly Option<string> Out = new("--out", "-o") { Description = "Folder for results and reconstructions. The same job's is continued.", Required = true };
    private static readonly Option<bool> WithoutPictures = new("--without-pictures") { Description = "An adversary who has no pictures and learns from synthetic ones; those of --data are the victims. The verdict is a demonstration." };
    private static readonly Option<int> VictimImages = new("--victim-images") { Description = "Victims at most.", DefaultValueFactory = _ => 100 };
    private static readonly Option<bool> StopAtLeak = new("--stop-at-leak") { Description = "End as soon as the verdict is 'leaks': what is left could not change it." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        BudgetOptions budget = new();
        LabCommand command = new(
            "attack",
            "Attack one cut: what could the worker learn of the input, measured, with controls and a verdict.",
            "lamina attack model.onnx --at features.3.0 --data photos/ --judge other.onnx -o results/",
            "lamina attack model.onnx --at features.3.0 --data photos/ --max-minutes 10 -o results/",
            "lamina attack model.onnx --at features.3.0 --data photos/ --method ridge --max-ssim 0.3 -o results/ --json")
        {
            Model, At, Data, Victims, JudgeModel, Method,
        };
        budget.AddTo(command);
        foreach (Option option in (Option[])[MaxMinutes, Out, Preprocess, Kind, MostImages, WithoutPictures, VictimImages, WhiteBox, Seeds, Seed, StopAtLeak, Precision, Threads, Merge, Overwrite, Json])
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => CommandRunner.RunAsync(
            () => Task.Run(() => AttackJob.Run(Request(parsed, budget), TimeProvider.System, cancellation), CancellationToken.None), parsed.GetValue(Json)));
        return command;
    }

    private static AttackRequest Request(ParseResult parsed, BudgetOptions budget) => new()
    {
        Model = parsed.GetValue(Model)!,
        At = parsed.GetValue(At)!,
        Data = parsed.GetValue(Data)!,
        Victims = parsed.GetValue(Victims),
        Judge = Options.ExistingFile(parsed, JudgeModel),
        Methods = [.. (parsed.GetValue(Method) ?? []).Select(Named)],
        Budget = budget.Read(parsed),
        MaxTime = Options.Minutes(parsed, MaxMinutes),
        Out = parsed.GetValue(Out)!,
        Preprocess = Options.ExistingFile(parsed, Preprocess),
        Kind = parsed.GetValue(Kind),
        Images = Options.Positive(parsed, MostImages),
        Synthetic = parsed.GetValue(WithoutPictures),
        VictimImages = Options.Positive(parsed, VictimImages),
        WhiteBoxVictims = Options.Positive(parsed, WhiteBox),
        Seeds = Options.Positive(parsed, Seeds),
        Seed = parsed.GetValue(Seed),
        StopAtLeak = parsed.GetValue(StopAtLeak),
        Precision = Precision.Read(parsed),
        Threads = Options.Threads(parsed, Threads),
        Merge = [.. parsed.GetValue(Merge) ?? []],
        Overwrite = parsed.GetValue(Overwrite),
        Json = parsed.GetValue(Json),
    };

    private static AttackKind Named(string name) =>
        AttackKind.Find(name) ?? throw new Refusal(ExitCode.Usage, $"There is no attack '{name}'; there are {string.Join(", ", AttackKind.All)}.", Method.Name);
}
