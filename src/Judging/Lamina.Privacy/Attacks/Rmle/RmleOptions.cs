using Lamina.Privacy.Attacks.WhiteBox;

namespace Lamina.Privacy.Attacks.Rmle;

/// <summary>Settings of rMLE. The defaults are our choices; <see cref="He2019"/> has the published ones.</summary>
public sealed record RmleOptions
{
    /// <summary>Iterations, starts, prior.</summary>
    public WhiteBoxPlan Plan { get; init; } = new();

    /// <summary>Learning rate of Adam from nothing, in deviations of photographs. Default 0.05.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>Learning rate from a learned reconstruction. Default 0.02.</summary>
    public double LearningRateFromLearned { get; init; } = 0.02;

    /// <summary>Adam's epsilon. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Use AMSGrad. Default false.</summary>
    public bool AmsGrad { get; init; }

    /// <summary>Keep pixels between black and white after every step. Default true.</summary>
    public bool Clamp { get; init; } = true;

    /// <summary>
    /// The settings of He et al.'s scripts: AMSGrad, 0.01, epsilon 0.001, 5000 iterations from zeros, no cosine, squared
    /// differences, the feature loss as it is.
    /// </summary>
    /// <param name="prior">Their weight of the total variation: 0 at conv11, 10 at ReLU22, 1000 at ReLU32.</param>
    public static RmleOptions He2019(double prior) => new()
    {
        LearningRate = 0.01,
        Epsilon = 1e-3,
        AmsGrad = true,
        Clamp = false,
        Plan = new WhiteBoxPlan { Iterations = 5000, Priors = [prior], Prior = TotalVariationKind.Squared, RelativeLoss = false, Cosine = false },
    };
}
