namespace Lamina.Torch;

/// <summary>What convolutions and matrix products are computed in. Weights, normalisations, activations and sums of gradients are float32 always.</summary>
public enum Precision
{
    /// <summary>IEEE 754 single precision.</summary>
    Float32,

    /// <summary>bfloat16 factors, as in mixed-precision training (arXiv 1710.03740, 1905.12322): 8 bits of significand, the range of float32, so no scaling of the loss.</summary>
    BFloat16,
}
