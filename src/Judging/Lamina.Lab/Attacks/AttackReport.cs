using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Lamina.Plans;
using Lamina.Plans.Measured;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Verdict;

namespace Lamina.Lab.Attacks;

/// <summary>What <c>attack --json</c> prints (docs/schema/attack.schema.json); also kept as attack.json beside leakage.csv.</summary>
internal sealed record AttackReport
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The cut's tensors.</summary>
    public required ImmutableArray<string> Cut { get; init; }

    /// <summary>Its label.</summary>
    public required string Label { get; init; }

    /// <summary>One entry per attack and tensors, in the order of the leakage.</summary>
    public required ImmutableArray<AttackEntry> Attacks { get; init; }

    /// <summary>The controls.</summary>
    public required ImmutableArray<ControlRow> Controls { get; init; }

    /// <summary>leaks, within-budget or inconclusive.</summary>
    public required PlanVerdict Verdict { get; init; }

    /// <summary>Why, in sentences.</summary>
    public required ImmutableArray<string> Reasons { get; init; }

    /// <summary>What was judged by.</summary>
    public required PlanBudget Budget { get; init; }

    /// <summary>What the verdict holds for.</summary>
    public required PlanScope Scope { get; init; }

    /// <summary>What the time did not reach.</summary>
    public required ImmutableArray<string> Skipped { get; init; }

    /// <summary>The model's file and digest, the images' digest, seeds and code.</summary>
    public required AttackProvenance Provenance { get; init; }

    /// <summary>The report of a run.</summary>
    public static AttackReport Of(RunSubject subject, CutName cut, RunOptions options, CutResult result, string? commit) => new()
    {
        Cut = cut.Tensors,
        Label = cut.Label,
        Attacks = [.. result.Judgement.Leakage
            .GroupBy(row => (row.Attack, Tensors: string.Join('\n', row.Tensors)))
            .Select(rows => AttackEntry.Of([.. rows], subject))],
        Controls = result.Judgement.Controls,
        Verdict = result.Judgement.Verdict,
        Reasons = result.Judgement.Reasons,
        Budget = options.Budget,
        Scope = result.Judgement.Scope,
        Skipped = [.. result.Skipped.Select(key => key.ToString())],
        Provenance = new AttackProvenance(
            subject.Name, subject.ModelDigest.ToString(), subject.Digest, subject.Images.Victims.Digests.Length, subject.Images.Training.Digests.Length,
            subject.Images.Validation.Digests.Length, options.Seed, BuildInfo.Version, commit),
    };

    /// <summary>The JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Writes attack.json and leakage.csv.</summary>
    public void Save(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "attack.json"), ToJson() + "\n");
        File.WriteAllLines(Path.Combine(folder, "leakage.csv"), [LeakageCsv.Header, .. Attacks.SelectMany(LeakageCsv.Lines)]);
    }
}

/// <summary>Who was judged with what.</summary>
internal sealed record AttackProvenance(
    string Model, string ModelSha256, string Subject, int Victims, int TrainingImages, int ValidationImages, long Seed, string Version, string? Commit);

/// <summary>One attack on one set of tensors.</summary>
internal sealed record AttackEntry
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What its adversary is.</summary>
    public required string Adversary { get; init; }

    /// <summary>What that adversary must know.</summary>
    public required string Knowledge { get; init; }

    /// <summary>What it saw.</summary>
    public required ImmutableArray<string> Tensors { get; init; }

    /// <summary>Label of those.</summary>
    public required string Label { get; init; }

    /// <summary>Victims.</summary>
    public required int Images { get; init; }

    /// <summary>Its seeds.</summary>
    public required ImmutableArray<long> Seeds { get; init; }

    /// <summary>Whether it counts towards an acquittal.</summary>
    public required bool Counted { get; init; }

    /// <summary>Why not; null if it does.</summary>
    public required string? NotCounted { get; init; }

    /// <summary>Per metric.</summary>
    public required SortedDictionary<string, ScoreSummary> Scores { get; init; }

    /// <summary>Per metric the excess over the best negative control.</summary>
    public required SortedDictionary<string, ScoreSummary> Excess { get; init; }

    /// <summary>From the rows of one attack.</summary>
    public static AttackEntry Of(LeakageRow[] rows, RunSubject subject) => new()
    {
        Name = rows[0].Attack,
        Adversary = rows[0].Adversary,
        Knowledge = AttackKind.Find(rows[0].Attack)?.Knowledge ?? "",
        Tensors = rows[0].Tensors,
        Label = string.Join('+', rows[0].Tensors.Select(subject.Inspection.Labels.Of)),
        Images = rows.Max(row => row.Images),
        Seeds = rows[0].Seeds,
        Counted = rows[0].Counted,
        NotCounted = rows[0].NotCounted,
        Scores = new(rows.ToDictionary(row => row.Metric, row => row.Score), StringComparer.Ordinal),
        Excess = new(rows.Where(row => row.Excess is not null).ToDictionary(row => row.Metric, row => row.Excess!), StringComparer.Ordinal),
    };
}

/// <summary>Attacks as comma-separated values.</summary>
internal static class LeakageCsv
{
    /// <summary>The first line.</summary>
    public const string Header = "tensors,label,attack,adversary,images,counted,metric,mean,low,high,max,excess_mean,excess_low,excess_high";

    /// <summary>A line per metric.</summary>
    public static IEnumerable<string> Lines(AttackEntry attack) => attack.Scores.Select(score =>
    {
        string excess = attack.Excess.TryGetValue(score.Key, out ScoreSummary? over) ? string.Create(CultureInfo.InvariantCulture, $"{over.Mean:0.#####},{over.Low:0.#####},{over.High:0.#####}") : ",,";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Quote(string.Join('+', attack.Tensors))},{Quote(attack.Label)},{attack.Name},{attack.Adversary},{attack.Images},{(attack.Counted ? 1 : 0)},{score.Key},{score.Value.Mean:0.#####},{score.Value.Low:0.#####},{score.Value.High:0.#####},{score.Value.Max:0.#####},{excess}");
    });

    private static string Quote(string text) => text.AsSpan().IndexOfAny(",\"\n\r") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
