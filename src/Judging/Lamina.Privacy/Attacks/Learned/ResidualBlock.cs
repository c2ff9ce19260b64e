using static TorchSharp.torch.nn;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>Two 3x3 convolutions around the identity; starts as the identity. No normalisation: reconstructions need the scale.</summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    /// <summary>Slope of the activations below 0.</summary>
    public const double Slope = 0.1;

    private readonly MixedConvolution _first;
    private readonly MixedConvolution _second;

    /// <param name="channels">Of input and output.</param>
    public ResidualBlock(int channels)
        : base(nameof(ResidualBlock))
    {
        _first = new MixedConvolution(channels, channels, 3, padding: 1);
        _second = new MixedConvolution(channels, channels, 3, padding: 1);
        init.zeros_(_second.Weight);
        init.zeros_(_second.Bias);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => input + _second.forward(F.leaky_relu(_first.forward(input), Slope, inplace: true));
}
