using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Verdict.Rules;

/// <summary>What the data and the run as a whole must be for an acquittal.</summary>
internal static class ScopeRules
{
    public static IEnumerable<string> Doubts(Case facts)
    {
        Evidence evidence = facts.Evidence;
        if (evidence.Scope.Demonstration)
        {
            yield return "The data are not of the model's own kind: this is a demonstration.";
        }

        if (evidence.StoppedByTime)
        {
            yield return "The run was stopped by its time limit.";
        }

        if (evidence.Victims.Tries > Thresholds.Tries)
        {
            yield return $"The victims had a part in choosing the cut: this is try {evidence.Victims.Tries} to confirm one on them, and bounds make up for {Thresholds.Tries} at most.";
        }

        int units = evidence.Victims.Blocks.IsEmpty ? evidence.Victims.Digests.Length : evidence.Victims.Blocks.Distinct().Count();
        if (units < MeanIntervals.MinUnits)
        {
            yield return $"There are {units} independent victims; bounds need at least {MeanIntervals.MinUnits}.";
        }

        if (!facts.Metrics.Any())
        {
            yield return $"No limit of the budget '{evidence.Budget.Name}' can be judged on these pictures.";
        }
    }
}
