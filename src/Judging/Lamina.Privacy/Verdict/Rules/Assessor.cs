using System.Collections.Immutable;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Verdict.Rules;

/// <summary>Turns scores per victim into bounds, paired with the best negative control.</summary>
internal sealed class Assessor(Evidence evidence, ControlTable controls, Resampler resampler)
{
    public ImmutableArray<Assessment> All() => [.. evidence.Attacks.Select(Assess)];

    private Assessment Assess(AttackRun run) => new(
        run,
        Counting.Refusal(run, evidence),
        run.Seeds[0].Scores.Keys.Where(metric => !metric.IsField).ToImmutableDictionary(metric => metric, metric => Result(run, metric)));

    private MetricResult Result(AttackRun run, Metric metric)
    {
        SeedScores worst = Worst(run, metric);
        ImmutableArray<double> values = worst.Scores[metric];
        if (metric == Metric.FieldAdvantage)
        {
            // Its level is the best guess of each field; no other control stands above that.
            MeanInterval? bounds = FieldBounds.Of(
                worst,
                Reference(run, metric),
                of => Interval([.. of], metric.Range with { Min = Math.Min(metric.Range.Min, of.Min()) }),
                of => Gain([.. of], metric));
            return new MetricResult(metric, values, bounds ?? Interval(values, metric.Range), null, null, []);
        }

        MeanInterval raw = Interval(values, metric.Range);
        ControlTable.Level? control = controls.Best(metric);
        ImmutableArray<double> excesses = control is null ? [] : Excesses(metric, values, control.Values);
        MeanInterval? excess = control is null ? null : Interval(excesses, metric.Range.OfDifferences());
        if (Reference(run, metric)?.Scores[metric] is { } reference)
        {
            MeanInterval gain = Gain(Excesses(metric, values, reference), metric);
            MeanInterval whole = Interval(reference, metric.Range);
            raw = whole.Plus(metric.HigherLeaks ? gain : Negative(gain));
            excess = control is null ? null : Interval(Excesses(metric, reference, control.Values), metric.Range.OfDifferences()).Plus(gain);
        }

        return new MetricResult(metric, values, raw, control, excess, excesses);
    }

    /// <summary>The scores of the seed that leaked most in this metric.</summary>
    private static SeedScores Worst(AttackRun run, Metric metric) => metric.HigherLeaks
        ? run.Seeds.MaxBy(seed => seed.Scores[metric].Average())!
        : run.Seeds.MinBy(seed => seed.Scores[metric].Average())!;

    /// <summary>
    /// The inverse network's scores of all victims, if this is an attack per victim that ran on the first of them only: its gain is
    /// then estimated on those and added to the network's mean over all. Adding the bounds is wider than needed, never narrower.
    /// </summary>
    private SeedScores? Reference(AttackRun run, Metric metric)
    {
        if (run.Kind.Family is not (AttackFamily.WhiteBox or AttackFamily.Combined))
        {
            return null;
        }

        AttackRun? network = evidence.Attacks.FirstOrDefault(other =>
            other.Kind == AttackKind.InverseNetwork && other.Tensors.SequenceEqual(run.Tensors) && other.Seeds[0].Scores.ContainsKey(metric));
        SeedScores? scores = network is null ? null : Worst(network, metric);
        return scores?.Scores[metric].Length > run.Seeds[0].Scores[metric].Length ? scores : null;
    }

    private MeanInterval Interval(ImmutableArray<double> values, ScoreRange range) => MeanIntervals.Of(
        values.AsSpan(), range, resampler, BlocksOf(values), evidence.Victims.Level);

    private MeanInterval Gain(ImmutableArray<double> gains, Metric metric) => MeanIntervals.Plain(
        gains.AsSpan(), metric.Range.OfDifferences(), resampler, BlocksOf(gains), evidence.Victims.Level);

    private ReadOnlySpan<int> BlocksOf(ImmutableArray<double> values) =>
        evidence.Victims.Blocks.IsEmpty ? [] : evidence.Victims.Blocks.AsSpan()[..values.Length];

    /// <summary>Positive where more was leaked. Pairs the first victims of both.</summary>
    private static ImmutableArray<double> Excesses(Metric metric, ImmutableArray<double> values, ImmutableArray<double> control)
    {
        int count = Math.Min(values.Length, control.Length);
        ReadOnlySpan<double> first = values.AsSpan()[..count];
        ReadOnlySpan<double> second = control.AsSpan()[..count];
        return [.. metric.HigherLeaks ? MeanIntervals.Differences(first, second) : MeanIntervals.Differences(second, first)];
    }

    private static MeanInterval Negative(MeanInterval interval) => interval with { Mean = -interval.Mean, Low = -interval.High, High = -interval.Low };
}
