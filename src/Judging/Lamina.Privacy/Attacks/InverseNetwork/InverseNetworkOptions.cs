using Lamina.Privacy.Attacks.Learned;

namespace Lamina.Privacy.Attacks.InverseNetwork;

/// <summary>Settings of the inverse network. Nothing is published for large networks; the defaults are our choices.</summary>
public sealed record InverseNetworkOptions
{
    /// <summary>Steps, learning rate, width.</summary>
    public LearningPlan Plan { get; init; } = new();

    /// <summary>The network. Default <see cref="DecoderKind.Residual"/>.</summary>
    public DecoderKind Decoder { get; init; } = DecoderKind.Residual;

    /// <summary>What is made small. Default <see cref="PixelLoss.AbsoluteAndStructure"/>.</summary>
    public PixelLoss Loss { get; init; } = PixelLoss.AbsoluteAndStructure;
}

/// <summary>Which network reconstructs.</summary>
public enum DecoderKind
{
    /// <summary>Ours: residual blocks and pixel shuffle, for any cut.</summary>
    Residual,

    /// <summary>
    /// Ours, which begins at the ridge attack's solution where the cut allows (spatial tensors whose grid divides the image; elsewhere it is
    /// <see cref="Residual"/>): it learns what that leaves over, and is kept only where it is better by validation. Not the default: a
    /// network that learns nothing must look like one that learned nothing.
    /// </summary>
    OnRidge,

    /// <summary>He et al.'s: transposed convolutions with ReLU, on features as they are; for one spatial tensor.</summary>
    He2019,
}

/// <summary>Distance between a reconstruction and its picture.</summary>
public enum PixelLoss
{
    /// <summary>Mean absolute difference + 0.5 (1 - SSIM): what SSIM judges.</summary>
    AbsoluteAndStructure,

    /// <summary>Mean squared difference, He et al.'s: what PSNR judges.</summary>
    Squared,
}
