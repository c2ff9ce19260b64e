using Lamina.Torch;
using TorchSharp;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>The layers of a network that are computed in one precision; float32 goes in and comes out, channels lie innermost.</summary>
internal static class MixedPart
{
    /// <summary>Runs the layers.</summary>
    /// <param name="layers">Their convolutions are <see cref="MixedConvolution"/>s.</param>
    /// <param name="input">Batch, channels, rows, columns.</param>
    /// <param name="precision">What is computed in.</param>
    public static Tensor Run(torch.nn.Module<Tensor, Tensor> layers, Tensor input, Precision precision) => precision == Precision.BFloat16
        ? layers.forward(ChannelsLast.Of(input.to(torch.bfloat16))).to(torch.float32)
        : layers.forward(ChannelsLast.Of(input));
}
