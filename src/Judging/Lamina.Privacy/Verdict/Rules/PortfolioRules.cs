namespace Lamina.Privacy.Verdict.Rules;

/// <summary>What must have been run, and how much of it must have been strong.</summary>
internal static class PortfolioRules
{
    public static IEnumerable<string> Doubts(Case facts) =>
        [.. Missing(facts), .. Counted(facts), .. Deeper(facts), .. Seeds(facts), .. Scaling(facts)];

    private static IEnumerable<string> Missing(Case facts)
    {
        IEnumerable<AttackKind> wanted = AttackKind.Portfolio;
        if (facts.Evidence.Records)
        {
            wanted = wanted.Append(AttackKind.FieldRegression);
        }

        string[] missing = [.. wanted.Except(facts.At(facts.Cut).Select(run => run.Run.Kind)).Select(kind => kind.Name)];
        if (missing.Length > 0)
        {
            yield return $"Not run at the cut: {string.Join(", ", missing)}.";
        }

        if (facts.Limits.Any(limit => limit.Metric == Scores.Metric.Label.Name))
        {
            AttackKind[] label = [AttackKind.WorkerOutput, AttackKind.LabelProbe];
            foreach (AttackKind kind in label.Except(facts.Runs.Select(run => run.Run.Kind)))
            {
                yield return $"The budget limits what is learned of the label, but {kind} was not measured.";
            }
        }
    }

    private static IEnumerable<string> Counted(Case facts)
    {
        foreach ((AttackFamily family, string word) in new[] { (AttackFamily.Learned, "learned"), (AttackFamily.WhiteBox, "white-box") })
        {
            Assessment[] runs = [.. facts.At(facts.Cut).Where(run => run.Run.Kind.Family == family)];
            if (runs.Length > 0 && !runs.Any(run => run.Counted))
            {
                yield return $"No {word} attack was strong enough at the cut: {string.Join(" ", runs.Select(run => $"{run.Run.Kind}: {run.NotCounted}"))}";
            }
            else if (runs.Length == 0)
            {
                yield return $"No {word} attack was run at the cut.";
            }
        }

        if (facts.Evidence.Records)
        {
            foreach (Assessment run in facts.At(facts.Cut).Where(run => run.Run.Kind == AttackKind.FieldRegression && !run.Counted))
            {
                yield return $"{run.Name} was not strong enough, and records are judged by their fields: {run.NotCounted}";
            }
        }
    }

    private static IEnumerable<string> Deeper(Case facts) => facts.Evidence.Exposed
        .Skip(1)
        .Take(Thresholds.DeeperTensors)
        .Where(tensors => !facts.At(tensors).Any(run => run.Counted && run.Run.Kind.Family == AttackFamily.Learned))
        .Select(tensors => $"No learned attack that counts was run at {Words.Tensors(tensors)}, which the worker sees too.");

    private static IEnumerable<string> Seeds(Case facts) => Deciding(facts)
        .Where(run => run.Run.Seeds.Length < Thresholds.Seeds)
        .Select(run => $"{run.Name} decides and was trained with {run.Run.Seeds.Length} seeds; {Thresholds.Seeds} were wanted.");

    private static IEnumerable<string> Scaling(Case facts) => Deciding(facts)
        .Where(run => ScalingOf.LastGain(run.Run.Trained!) is null)
        .Select(run => $"{run.Name} decides and was not tried with a quarter and half of its images.");

    private static IEnumerable<Assessment> Deciding(Case facts) =>
        facts.Limits.Select(facts.Deciding).Where(outcome => outcome is not null).Select(outcome => outcome!.Assessment).Distinct();
}
