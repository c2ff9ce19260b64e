using Lamina.Plans;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Verdict.Rules;

/// <summary>The negative controls: all there, none that knows too much, none so good that no leak could show beside it.</summary>
internal static class ControlRules
{
    public static IEnumerable<string> Doubts(Case facts) => [.. Missing(facts), .. Shuffled(facts), .. Room(facts)];

    private static IEnumerable<string> Missing(Case facts)
    {
        foreach (NegativeKind kind in Enum.GetValues<NegativeKind>())
        {
            if (kind == NegativeKind.ClassMean && !facts.Evidence.HasClassMeans)
            {
                continue;
            }

            string[] without = [.. Metrics(facts).Where(metric => !facts.Controls.All.Any(control => control.Kind == kind && control.Scores.ContainsKey(metric))).Select(metric => metric.Name)];
            if (without.Length > 0)
            {
                yield return $"The negative control {new NegativeControl { Kind = kind, Scores = [] }.Name} is missing for {string.Join(", ", without)}.";
            }
        }

        foreach (BudgetLimit limit in facts.Limits)
        {
            if (facts.Deciding(limit)?.Assessment.Run is { } run
                && !facts.Controls.All.Any(control => control.Attack == run.Kind && control.Tensors.SequenceEqual(run.Tensors)))
            {
                yield return $"{run.Kind} decides at {Words.Tensors(run.Tensors)} and was not run there on shuffled pairs.";
            }
        }
    }

    /// <summary>An attack that learned nothing of the pairs must not beat the controls that saw none: else it saw the victims, or the pairs.</summary>
    private static IEnumerable<string> Shuffled(Case facts)
    {
        foreach (Metric metric in Metrics(facts))
        {
            if (facts.Controls.Best(metric, control => control.Kind != NegativeKind.ShuffledPairs) is not { } level)
            {
                continue;
            }

            foreach (NegativeControl control in facts.Controls.All.Where(control => control.Kind == NegativeKind.ShuffledPairs && control.Scores.ContainsKey(metric)))
            {
                MeanInterval gap = MeanIntervals.OfPairs(
                    control.Scores[metric].AsSpan(), level.Values.AsSpan(), metric.Range, facts.Resampler, facts.Evidence.Victims.Blocks.AsSpan());
                if (gap.Low > metric.Excess)
                {
                    yield return $"The control {control.Name} scores {Words.Number(gap.Mean)} {metric} above {level.Control.Name}: it knows what it must not, and sets no level.";
                }
            }
        }
    }

    private static IEnumerable<string> Room(Case facts) => facts.Outcomes
        .Where(outcome => outcome.OnExcess)
        .GroupBy(outcome => outcome.Metric)
        .Select(group => group.First())
        .Where(outcome => facts.Controls.Best(outcome.Metric) is { } level && outcome.Metric.Range.Max - level.Mean < Thresholds.Room * outcome.Max)
        .Select(outcome => $"The negative control scores {Words.Number(facts.Controls.Best(outcome.Metric)!.Mean)} {outcome.Metric}: above it there is no room for a leak to show.");

    /// <summary>Advantage over guessing fields has its own controls built in.</summary>
    private static IEnumerable<Metric> Metrics(Case facts) => facts.Metrics.Where(metric => metric != Metric.FieldAdvantage);
}
