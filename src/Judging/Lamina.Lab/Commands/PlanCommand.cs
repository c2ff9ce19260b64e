using System.CommandLine;
using System.Globalization;
using Lamina.Lab.Attacks;
using Lamina.Lab.Choosing;
using Lamina.Planning.Choosing;
using static Lamina.Lab.Commands.JudgingOptions;

namespace Lamina.Lab.Commands;

/// <summary><c>plan M.onnx --data D -o DIR</c>.</summary>
internal static class PlanCommand
{
    private static readonly Argument<string> Model = new("model") { Description = "The model (.onnx), with its .preprocess.json beside it." };
    private static readonly Option<string[]> At = new("--at") { Description = "A candidate: a tensor or a label of 'inspect', or several with commas; may be repeated. Default: the command finds some.", HelpName = "T[,T...]" };
    private static readonly Option<int> Cuts = new("--cuts") { Description = "Candidates the command finds by itself at most.", DefaultValueFactory = _ => 12 };
    private static readonly Option<string> Data = new("--data") { Description = "Folder, zip or tar of pictures of the kind the model serves.", Required = true };
    private static readonly Option<string?> Also = new("--also") { Description = "Pictures of a second kind, on which everything is judged too: the worse counts." };
    private static readonly Option<bool> Public = new("--public") { Description = "Leave pictures of victims out of the report, so that it may be passed on." };
    private static readonly Option<string?> Profile = new("--profile") { Description = "A profile.json of 'lamina profile', for example of a worker elsewhere; default: costs are measured here." };
    private static readonly Option<string?> TeeMemory = new("--tee-memory") { Description = "Memory of the enclave for head and activations, such as 128MiB." };
    private static readonly Option<double?> MaxLatency = new("--max-latency") { Description = "Largest median time of a request in milliseconds." };
    private static readonly Option<string?> MaxBytes = new("--max-bytes") { Description = "Most bytes that cross to the worker with a request, such as 400KiB." };
    private static readonly Option<double?> MaxMinutes = new("--max-minutes") { Description = "Time for the whole command. What is missing then makes cuts inconclusive." };
    private static readonly Option<string> Out = new("--out", "-o") { Description = "Folder for plan, parts, tables and results. The same job's is continued; another budget or constraint is decided from what is there.", Required = true };
    private static readonly Option<int> VictimImages = new("--victim-images") { Description = "Victims at most: so many to choose with, and so many to confirm.", DefaultValueFactory = _ => 120 };
    private static readonly Option<string?> Tail = new("--tail") { Description = "Keep the last layers in the enclave: from this tensor on, or auto for the global pooling or the last linear layer. Without it the decision says what a tail would hide.", HelpName = "auto|T" };
    private static readonly Option<bool> Extend = new("--extend") { Description = "Go on in a folder of the same model and judge with other pictures or another first seed: what was found with the earlier ones stays there." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        BudgetOptions budget = new();
        LabCommand command = new(
            "plan",
            "Decide where to cut: the cheapest cut whose measured leakage fits the budget.",
            "lamina plan model.onnx --data photos/ --judge other.onnx --kind \"street scenes\" -o plan/",
            "lamina plan model.onnx --data photos/ --at features.3.0 --at features.4.0 --max-ssim 0.5 --tee-memory 128MiB -o plan/")
        {
            Model, At, Cuts, Data, Victims, Also, JudgeModel,
        };
        budget.AddTo(command);
        foreach (Option option in (Option[])[Profile, TeeMemory, MaxLatency, MaxBytes, MaxMinutes, Out, Preprocess, Kind, MostImages, VictimImages, WhiteBox, Seed, Seeds, Tail, Precision, Threads, Merge, Extend, Public, Overwrite, Json])
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => CommandRunner.RunAsync(() => PlanJob.RunAsync(Request(parsed, budget), TimeProvider.System, cancellation), parsed.GetValue(Json)));
        return command;
    }

    private static PlanJobRequest Request(ParseResult parsed, BudgetOptions budget) => new()
    {
        Model = parsed.GetValue(Model)!,
        At = [.. parsed.GetValue(At) ?? []],
        Cuts = Options.Positive(parsed, Cuts),
        Images = new ImageRequest
        {
            Data = parsed.GetValue(Data)!,
            Victims = parsed.GetValue(Victims),
            Images = Options.Positive(parsed, MostImages),
            VictimImages = Options.Positive(parsed, VictimImages),
            SearchImages = Options.Positive(parsed, VictimImages),
            LargestShare = 0.15,
            Seed = parsed.GetValue(Seed),
        },
        Also = parsed.GetValue(Also),
        Public = parsed.GetValue(Public),
        Judge = Options.ExistingFile(parsed, JudgeModel),
        Budget = budget.Read(parsed),
        Constraints = new CutConstraints
        {
            EnclaveBytes = Size(parsed, TeeMemory), LatencyMs = parsed.GetValue(MaxLatency), ExposedBytes = Size(parsed, MaxBytes),
        },
        Profile = Options.ExistingFile(parsed, Profile),
        MaxTime = Options.Minutes(parsed, MaxMinutes),
        Out = parsed.GetValue(Out)!,
        Preprocess = Options.ExistingFile(parsed, Preprocess),
        Kind = parsed.GetValue(Kind),
        WhiteBoxVictims = Options.Positive(parsed, WhiteBox),
        Seeds = Options.Positive(parsed, Seeds),
        Tail = parsed.GetValue(Tail),
        Merge = [.. parsed.GetValue(Merge) ?? []],
        Extend = parsed.GetValue(Extend),
        Precision = Precision.Read(parsed),
        Threads = Options.Threads(parsed, Threads),
        Overwrite = parsed.GetValue(Overwrite),
        Json = parsed.GetValue(Json),
    };

    /// <summary>A number of bytes, with KiB, MiB or GiB behind it.</summary>
    private static long? Size(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text)
        {
            return null;
        }

        (string unit, double factor) = new[] { ("KiB", 1024.0), ("MiB", 1024.0 * 1024), ("GiB", 1024.0 * 1024 * 1024), ("", 1.0) }.First(known => text.EndsWith(known.Item1, StringComparison.OrdinalIgnoreCase));
        return double.TryParse(text[..^unit.Length].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0 && number * factor < long.MaxValue
            ? (long)(number * factor)
            : throw new Refusal(ExitCode.Usage, $"{option.Name} is '{text}'; a size such as 128MiB was wanted.", option.Name);
    }
}
