using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>
/// A convolution whose weights are kept, and moved, in float32 and which is computed in the type of its input: bfloat16 within
/// a <see cref="MixedPart"/> (mixed-precision training, arXiv 1710.03740).
/// </summary>
internal sealed class MixedConvolution : Module<Tensor, Tensor>
{
    private readonly Conv2d _kept;
    private readonly long _stride;
    private readonly long _padding;

    public MixedConvolution(long from, long to, long kernel, long stride = 1, long padding = 0)
        : base(nameof(MixedConvolution))
    {
        (_stride, _padding) = (stride, padding);
        _kept = Conv2d(from, to, kernel, stride, padding);
        RegisterComponents();
    }

    /// <summary>The weights, float32.</summary>
    public Parameter Weight => _kept.weight;

    /// <summary>One number a channel of the result, float32.</summary>
    public Parameter Bias => _kept.bias!;

    public override Tensor forward(Tensor input) => F.conv2d(input, Weight.to(input.dtype), Bias.to(input.dtype), [_stride, _stride], [_padding, _padding]);
}
