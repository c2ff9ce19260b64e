using Lamina.Privacy.Attacks.Learned;

namespace Lamina.Privacy.Attacks.ConditionalGan;

/// <summary>Settings of the conditional GAN. The paper's own are not published; these are our choices, after pix2pix.</summary>
public sealed record ConditionalGanOptions
{
    /// <summary>Steps, the generator's learning rate, width.</summary>
    public LearningPlan Plan { get; init; } = new();

    /// <summary>The discriminator's learning rate. Default 0.0002.</summary>
    public double DiscriminatorLearningRate { get; init; } = 2e-4;

    /// <summary>Weight of the adversarial loss beside a mean absolute difference of weight 1. Default 0.01, pix2pix's ratio.</summary>
    public double AdversarialWeight { get; init; } = 0.01;

    /// <summary>Weight of 1 - SSIM. Default 0: the paper's kind of attack is not trained on the score.</summary>
    public double StructureWeight { get; init; }
}
