using System.Collections.Immutable;
using Lamina.Plans;
using Lamina.Plans.Measured;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Verdict.Rules;

/// <summary>The rows a plan stores. A white-box attack's score is its estimate over all victims, from those it ran on.</summary>
internal static class PlanRows
{
    public static ImmutableArray<LeakageRow> Leakage(Case facts) =>
        [.. from run in facts.Runs from result in run.Results.Values.OrderBy(result => result.Metric.Name, StringComparer.Ordinal) select Row(run, result, facts)];

    public static ImmutableArray<ControlRow> Controls(Case facts) => [.. Positive(facts), .. Negative(facts)];

    private static LeakageRow Row(Assessment run, MetricResult result, Case facts) => new()
    {
        Tensors = run.Run.Tensors,
        Attack = run.Run.Kind.Name,
        Adversary = run.Run.Kind.Adversary,
        Metric = result.Metric.Name,
        Images = result.Values.Length,
        Seeds = [.. run.Run.Seeds.Select(seed => seed.Seed)],
        Counted = run.Counted,
        NotCounted = run.NotCounted,
        Score = Summary(result.Raw, result.Metric.HigherLeaks ? result.Values.Max() : result.Values.Min()),
        Control = result.Control is null ? null : new ControlLevel { Name = result.Control.Control.Name, Mean = result.Control.Mean },
        Excess = result.Excess is null ? null : Summary(result.Excess, result.Excesses.Max()),
        Victims = Share(result, facts.Evidence),
    };

    private static VictimShare? Share(MetricResult result, Evidence evidence)
    {
        VictimLimit? limit = evidence.Budget.Limits.FirstOrDefault(limit => limit.Metric == result.Metric.Name && limit.Basis == LimitBasis.Excess)?.Victims;
        if (limit is null || result.Excesses.IsEmpty)
        {
            return null;
        }

        int above = result.Excesses.Count(excess => excess > limit.Above);
        return new VictimShare { Above = limit.Above, Count = above, UpperShare = ClopperPearson.Upper(above, result.Excesses.Length, evidence.Victims.Level) };
    }

    private static IEnumerable<ControlRow> Positive(Case facts) => facts.Evidence.Positives
        .Where(control => !control.Scores.IsDefaultOrEmpty && control.Scores.All(double.IsFinite))
        .Select(control => new ControlRow
        {
            Name = $"first-cut-{control.Kind}",
            Kind = ControlKind.Positive,
            Tensors = control.Tensors,
            Attack = control.Kind.Name,
            Metric = control.Kind.PositiveMetric.Name,
            Images = control.Scores.Length,
            Score = Summary(MeanIntervals.Of(control.Scores.AsSpan(), control.Kind.PositiveMetric.Range, facts.Resampler), control.Scores.Max()),
            Required = control.Kind.Positive,
            Passed = Counting.Failure(control) is null,
        });

    private static IEnumerable<ControlRow> Negative(Case facts) =>
        from control in facts.Controls.All
        from score in control.Scores.Where(score => !score.Key.IsField).OrderBy(score => score.Key.Name, StringComparer.Ordinal)
        select new ControlRow
        {
            Name = control.Name,
            Kind = ControlKind.Negative,
            Tensors = control.Tensors,
            Attack = control.Attack?.Name,
            Metric = score.Key.Name,
            Images = score.Value.Length,
            Score = Summary(
                MeanIntervals.Of(score.Value.AsSpan(), score.Key.Range, facts.Resampler, facts.Evidence.Victims.Blocks.AsSpan()),
                score.Key.HigherLeaks ? score.Value.Max() : score.Value.Min()),
            Passed = true,
        };

    private static ScoreSummary Summary(MeanInterval interval, double max) =>
        new() { Mean = interval.Mean, Low = interval.Low, High = interval.High, Max = max };
}
