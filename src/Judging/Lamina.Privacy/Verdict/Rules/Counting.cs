using System.Collections.Immutable;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Verdict.Rules;

/// <summary>Whether an attack was strong enough at its depth to count towards an acquittal. One that was not can still condemn.</summary>
internal static class Counting
{
    /// <returns>Why it does not count, a sentence; null if it counts.</returns>
    public static string? Refusal(AttackRun run, Evidence evidence)
    {
        if (run.CondemnsOnly)
        {
            return "It is not of this run, and can condemn only.";
        }

        if (!run.Finished)
        {
            return "It was stopped before it had converged.";
        }

        return run.Kind.Family == AttackFamily.Label ? null : Control(run.Kind, evidence) ?? run.Kind.Family switch
        {
            AttackFamily.Learned => Steps(run.Trained) ?? Fit(run.Trained),

            // Its score is of fields, not of pictures: there is no picture whose fit could be compared, so its positive control stands for it.
            AttackFamily.ClosedForm => run.Kind == AttackKind.FieldRegression ? null : Fit(run.Trained),
            AttackFamily.WhiteBox => Features(run),
            _ => null,
        };
    }

    private static string? Control(AttackKind kind, Evidence evidence)
    {
        PositiveControl[] controls = [.. evidence.Positives.Where(control => control.Kind == kind)];
        return controls.Length == 0 ? "It was not run where it must succeed." : controls.Select(Failure).FirstOrDefault(failure => failure is not null);
    }

    /// <returns>Why the control did not pass; null if it did.</returns>
    public static string? Failure(PositiveControl control)
    {
        if (control.Scores.Length < Thresholds.Pictures)
        {
            return $"Its positive control was run on {control.Scores.Length} pictures; {Thresholds.Pictures} were wanted.";
        }

        double mean = control.Scores.Average();
        return mean > control.Kind.Positive
            ? null
            : $"Its positive control failed: {control.Kind.PositiveMetric} {Words.Number(mean)} at {Words.Tensors(control.Tensors)}, more than {Words.Number(control.Kind.Positive)} was wanted.";
    }

    private static string? Steps(TrainedStrength? strength) => strength?.StepDoublingGain switch
    {
        null => "Whether more steps would help was not tried.",

        // Not "at least": a gain that is no number must not count either.
        { } gain when !(gain < Thresholds.StepDoublingGain) => $"Doubling its steps still gained {Words.Number(gain)} SSIM.",
        _ => null,
    };

    private static string? Fit(TrainedStrength? strength)
    {
        if (strength is null
            || strength.TrainingFit.Length < Thresholds.Pictures
            || strength.TrainingFit.Length != strength.ShuffledTrainingFit.Length)
        {
            return $"Its fit of {Thresholds.Pictures} or more training images was not compared with that of shuffled pairs.";
        }

        if (strength.TrainingFit.Concat(strength.ShuffledTrainingFit).Any(value => !double.IsFinite(value)))
        {
            return "Its fit of its own training images is not a finite number.";
        }

        MeanInterval gap = MeanIntervals.OfPairs(
            strength.TrainingFit.AsSpan(), strength.ShuffledTrainingFit.AsSpan(), Metric.Ssim.Range, seed: 0);
        return gap.Low > Thresholds.TrainingFitGap
            ? null
            : $"It fits its own training images hardly better than one trained on shuffled pairs: by {Words.Number(gap.Mean)} SSIM, at least {Words.Number(gap.Low)}.";
    }

    private static string? Features(AttackRun run)
    {
        ImmutableArray<double> errors = run.Optimised?.FeatureErrors ?? [];
        int victims = run.Seeds[0].Scores.Values.First().Length;
        if (errors.Length != victims || errors.Any(error => !(error >= 0)) || !(run.Optimised!.DistanceBetweenVictims > 0))
        {
            return "Its feature error was not measured for every victim.";
        }

        double relative = errors.Average() / run.Optimised.DistanceBetweenVictims;
        return !(relative <= Thresholds.RelativeFeatureError)
            ? $"Its feature error is {Words.Number(relative)} of that between two victims; at most {Words.Number(Thresholds.RelativeFeatureError)} was wanted."
            : !run.Optimised.FromLearned ? "It was not started from a learned reconstruction." : Lowered(run.Optimised);
    }

    /// <summary>A search that leaves its start as it is has not searched, however well the start fits.</summary>
    private static string? Lowered(OptimisedStrength strength)
    {
        if (strength.StartErrors.Length != strength.FeatureErrors.Length || strength.StartErrors.Any(error => !(error >= 0)))
        {
            return "The feature error of the learned pictures it started from was not measured.";
        }

        double before = strength.StartErrors.Average();
        double after = strength.FeatureErrors.Average();
        return after <= Thresholds.LoweredError * before
            ? null
            : $"It did not lower the feature error of the learned pictures it started from: {Words.Number(after / strength.DistanceBetweenVictims)} of that between two victims, before {Words.Number(before / strength.DistanceBetweenVictims)}.";
    }
}
