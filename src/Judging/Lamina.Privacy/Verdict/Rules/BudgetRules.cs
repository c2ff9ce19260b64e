using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Verdict.Rules;

/// <summary>The measured leakage against the budget.</summary>
internal static class BudgetRules
{
    public static IEnumerable<string> Leaks(Case @case) => @case.Outcomes
        .Where(outcome => outcome.Leaks)
        .Select(outcome => outcome.Assessment.Run.Tensors.SequenceEqual(@case.Cut)
            ? outcome.Sentence
            : $"{outcome.Sentence} What is had there is had at the cut.");

    public static IEnumerable<string> Doubts(Case @case) => [.. Unscored(@case), .. Outside(@case)];

    /// <summary>A counted attack that was not scored by a limited metric says nothing about that limit.</summary>
    private static IEnumerable<string> Unscored(Case @case) =>
        from run in @case.Runs
        where run.Counted
        from metric in @case.Limits.Select(limit => Metric.Find(limit.Metric)!).Distinct()
        where Case.Judges(run.Run.Kind, metric) && !run.Results.ContainsKey(metric)
        select $"{run.Name} was not scored by {metric}, which the budget limits.";

    private static IEnumerable<string> Outside(Case @case) => @case.Outcomes
        .Where(outcome => !outcome.Leaks && !outcome.Fits)
        .Where(outcome => outcome.Assessment.Counted || outcome.MeanExceeds)
        .Select(outcome => outcome.Sentence);
}
