using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Verdict.Rules;

/// <summary>The measured leakage against the budget.</summary>
internal static class BudgetRules
{
    public static IEnumerable<string> Leaks(Case facts) => facts.Outcomes
        .Where(outcome => outcome.Leaks)
        .Select(outcome => outcome.Assessment.Run.Tensors.SequenceEqual(facts.Cut)
            ? outcome.Sentence
            : $"{outcome.Sentence} What is had there is had at the cut.");

    public static IEnumerable<string> Doubts(Case facts) => [.. Unscored(facts), .. Outside(facts)];

    /// <summary>A counted attack that was not scored by a limited metric says nothing about that limit, nor one whose bounds lack what they are made of.</summary>
    private static IEnumerable<string> Unscored(Case facts) =>
        from run in facts.Runs
        where run.Counted
        from metric in facts.Limits.Select(limit => Metric.Find(limit.Metric)!).Distinct()
        where Case.Judges(run.Run.Kind, metric)
        let scored = run.Results.ContainsKey(metric)
        where !scored || (metric == Metric.FieldAdvantage && !run.Run.Seeds[0].Scores.Keys.Any(score => score.IsField))
        select scored ? $"{run.Name} was not scored field by field, of which its bounds are made." : $"{run.Name} was not scored by {metric}, which the budget limits.";

    private static IEnumerable<string> Outside(Case facts) => facts.Outcomes
        .Where(outcome => !outcome.Leaks && !outcome.Fits)
        .Where(outcome => outcome.Assessment.Counted || outcome.MeanExceeds || outcome.Assessment.Run is { CondemnsOnly: true, Finished: true })
        .Select(outcome => outcome.Sentence);
}
