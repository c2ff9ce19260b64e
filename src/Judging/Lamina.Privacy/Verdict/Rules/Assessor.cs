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
        run.Seeds[0].Scores.Keys.ToImmutableDictionary(metric => metric, metric => Result(run, metric)));

    private MetricResult Result(AttackRun run, Metric metric)
    {
        ImmutableArray<double> values = Worst(run, metric);
        MeanInterval raw = Interval(values, metric.Range);
        ControlTable.Level? control = controls.Best(metric);
        ImmutableArray<double> excesses = control is null ? [] : Excesses(metric, values, control.Values);
        MeanInterval? excess = control is null ? null : Interval(excesses, metric.Range.OfDifferences());
        if (Reference(run, metric) is { } reference)
        {
            ImmutableArray<double> gains = Excesses(metric, values, reference);
            MeanInterval gain = MeanIntervals.Plain(gains.AsSpan(), metric.Range.OfDifferences(), resampler, BlocksOf(gains));
            MeanInterval whole = Interval(reference, metric.Range);
            raw = metric.HigherLeaks ? Sum(whole, gain) : Sum(whole, Negative(gain));
            excess = control is null ? null : Sum(Interval(Excesses(metric, reference, control.Values), metric.Range.OfDifferences()), gain);
        }

        return new MetricResult(metric, values, raw, control, excess, excesses);
    }

    /// <summary>The scores of the seed that leaked most in this metric.</summary>
    private static ImmutableArray<double> Worst(AttackRun run, Metric metric)
    {
        IEnumerable<ImmutableArray<double>> seeds = run.Seeds.Select(seed => seed.Scores[metric]);
        return metric.HigherLeaks ? seeds.MaxBy(values => values.Average()) : seeds.MinBy(values => values.Average());
    }

    /// <summary>
    /// The inverse network's scores of all victims, if this is an attack per victim that ran on the first of them only: its gain is
    /// then estimated on those and added to the network's mean over all. Adding the bounds is wider than needed, never narrower.
    /// </summary>
    private ImmutableArray<double>? Reference(AttackRun run, Metric metric)
    {
        if (run.Kind.Family is not (AttackFamily.WhiteBox or AttackFamily.Combined))
        {
            return null;
        }

        AttackRun? network = evidence.Attacks.FirstOrDefault(other =>
            other.Kind == AttackKind.InverseNetwork && other.Tensors.SequenceEqual(run.Tensors) && other.Seeds[0].Scores.ContainsKey(metric));
        ImmutableArray<double>? scores = network is null ? null : Worst(network, metric);
        return scores?.Length > run.Seeds[0].Scores[metric].Length ? scores : null;
    }

    private MeanInterval Interval(ImmutableArray<double> values, ScoreRange range) => MeanIntervals.Of(
        values.AsSpan(), range, resampler, BlocksOf(values));

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

    private static MeanInterval Sum(MeanInterval first, MeanInterval second) => new(
        first.Mean + second.Mean, first.Low + second.Low, first.High + second.High, Math.Min(first.Units, second.Units),
        first.Units < second.Units ? first.Method : second.Method);

    private static MeanInterval Negative(MeanInterval interval) => interval with { Mean = -interval.Mean, Low = -interval.High, High = -interval.Low };
}
