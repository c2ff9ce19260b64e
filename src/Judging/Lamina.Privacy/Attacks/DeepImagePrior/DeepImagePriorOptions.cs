using Lamina.Privacy.Attacks.WhiteBox;

namespace Lamina.Privacy.Attacks.DeepImagePrior;

/// <summary>Settings of the deep image prior; our choices.</summary>
public sealed record DeepImagePriorOptions
{
    /// <summary>Iterations, starts, prior. Total variation adds little to the generator's own prior: two weights are tried.</summary>
    public WhiteBoxPlan Plan { get; init; } = new() { Priors = [0, 0.01] };

    /// <summary>Learning rate of Adam. Default 0.01.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Iterations that fit the generator to a learned reconstruction before the search, at least 1. Default 200.</summary>
    public int FitIterations { get; init; } = 200;
}
