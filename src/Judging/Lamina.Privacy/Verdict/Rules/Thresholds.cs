namespace Lamina.Privacy.Verdict.Rules;

/// <summary>The numbers of the verdict's rules, in one place. Those marked "ours" are our choices where the rule gives a word.</summary>
internal static class Thresholds
{
    /// <summary>An attack whose validation SSIM gains this much from twice the steps was stopped too early.</summary>
    public const double StepDoublingGain = 0.01;

    /// <summary>Ours, for "clearly better": the paired lower bound of fit over shuffled fit, in SSIM.</summary>
    public const double TrainingFitGap = 0.02;

    /// <summary>Largest feature error of a white-box attack, relative to that between two different victims.</summary>
    public const double RelativeFeatureError = 0.1;

    /// <summary>Ours, for "lowered": what a search makes of a learned picture has at most this part of that picture's feature error.</summary>
    public const double LoweredError = 0.9;

    /// <summary>If the last doubling of the adversary's images gains more, the verdict holds for that many images only.</summary>
    public const double ScalingGain = 0.02;

    /// <summary>Seeds of the learned attack that decides.</summary>
    public const int Seeds = 3;

    /// <summary>Ours: most tries to confirm a cut on one set of victims. At the fifth the bounds are of 99.69%, which 10,000 resamples still tell.</summary>
    public const int Tries = 5;

    /// <summary>Tensors beyond the cut that are rescored on fresh victims.</summary>
    public const int DeeperTensors = 2;

    /// <summary>Ours: a control must leave room for this many times the limit, or the excess could not show a leak.</summary>
    public const double Room = 4;

    /// <summary>Fewest pictures of a control or a training fit, the fewest an interval is made of.</summary>
    public const int Pictures = Statistics.MeanIntervals.MinUnits;
}
