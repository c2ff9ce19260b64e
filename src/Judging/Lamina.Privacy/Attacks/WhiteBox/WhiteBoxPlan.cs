using System.Collections.Immutable;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Attacks.WhiteBox;

/// <summary>How long a white-box attack searches, and how its prior is chosen.</summary>
public sealed record WhiteBoxPlan
{
    /// <summary>Iterations of one search from nothing, 1 to 1,000,000. Default 800.</summary>
    public int Iterations { get; init; } = 800;

    /// <summary>Iterations of one search from a learned reconstruction. Default 500.</summary>
    public int IterationsFromLearned { get; init; } = 500;

    /// <summary>Searches from nothing; all but the first start from noise. Default 1.</summary>
    public int Restarts { get; init; } = 1;

    /// <summary>Weights of the prior to choose from, on images of the adversary's. One weight is taken as it is. Default 0, 0.001, 0.01, 0.1.</summary>
    public ImmutableArray<double> Priors { get; init; } = [0, 0.001, 0.01, 0.1];

    /// <summary>Images of the adversary's that the weight is chosen on, by their mean score after half of the iterations. Default 3.</summary>
    public int TuningImages { get; init; } = 3;

    /// <summary>What it is chosen by: <see cref="Metric.Ssim"/>, the default, or <see cref="Metric.Psnr"/>.</summary>
    public Metric TuneBy { get; init; } = Metric.Ssim;

    /// <summary>Default <see cref="TotalVariationKind.Isotropic"/>.</summary>
    public TotalVariationKind Prior { get; init; } = TotalVariationKind.Isotropic;

    /// <summary>Divide each tensor's loss by the mean square of the victim's features, so that a weight means the same at every depth. Default true.</summary>
    public bool RelativeLoss { get; init; } = true;

    /// <summary>Let the learning rate fall along a cosine. Default true; else it stays.</summary>
    public bool Cosine { get; init; } = true;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Iterations}+{IterationsFromLearned} iterations, {Restarts} starts, priors {string.Join(" ", Priors)} on {TuningImages} by {TuneBy}, {Prior}, relative {RelativeLoss}, cosine {Cosine}";

    /// <summary>Throws if a setting makes no sense.</summary>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Iterations, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Iterations, 1_000_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(IterationsFromLearned, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(IterationsFromLearned, 1_000_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(Restarts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(TuningImages, 1);
        if (TuneBy != Metric.Ssim && TuneBy != Metric.Psnr)
        {
            throw new ArgumentException($"The prior cannot be chosen by {TuneBy}; SSIM and PSNR are possible.");
        }

        if (Priors.IsDefaultOrEmpty || Priors.Any(prior => !(prior >= 0) || !double.IsFinite(prior)))
        {
            throw new ArgumentException("The priors' weights must be at least one number, none below 0.");
        }
    }
}
