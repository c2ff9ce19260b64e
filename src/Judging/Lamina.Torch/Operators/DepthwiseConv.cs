using TorchSharp;

namespace Lamina.Torch.Operators;

/// <summary>
/// Depthwise convolution whose weights learn: forward and input gradient are libtorch's, the weight gradient is
/// <see cref="DepthwiseWeightGradient"/>. libtorch's own unfolds and multiplies matrices for each picture and channel,
/// which takes longer than all the rest of a step of EfficientNet on small pictures.
/// </summary>
internal sealed class DepthwiseConv : torch.autograd.SingleTensorFunction<DepthwiseConv>
{
    /// <inheritdoc/>
    public override string Name => nameof(DepthwiseConv);

    /// <summary>Whether a convolution is one of these, and its weights are being learned.</summary>
    /// <param name="x">N x C x H x W.</param>
    /// <param name="weight">Weights as ONNX has them.</param>
    /// <param name="groups">Groups of the convolution.</param>
    /// <param name="dilations">Distance of neighbouring elements in the window.</param>
    public static bool Fits(Tensor x, Tensor weight, long groups, long[] dilations) =>
        torch.is_grad_enabled() && weight.requires_grad && weight.dim() == 4 && groups > 1 && groups == weight.shape[0] && groups == x.shape[1]
        && x.dtype == torch.ScalarType.Float32 && weight.dtype == torch.ScalarType.Float32 && x.device_type == DeviceType.CPU && dilations.All(each => each == 1);

    /// <summary>Convolves.</summary>
    /// <param name="x">N x C x H x W.</param>
    /// <param name="weight">C x 1 x kernel.</param>
    /// <param name="strides">Of both axes.</param>
    /// <param name="padding">On both sides of both axes.</param>
    /// <returns>The result; the caller's scope owns it.</returns>
    public static Tensor Run(Tensor x, Tensor weight, long[] strides, long[] padding) => apply(x, weight, strides, padding);

    /// <inheritdoc/>
    public override Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        (var x, var weight, var strides, var padding) = ((Tensor)vars[0], (Tensor)vars[1], (long[])vars[2], (long[])vars[3]);
        ctx.save_for_backward([x, weight]);
        ctx.save_data(nameof(strides), strides);
        ctx.save_data(nameof(padding), padding);
        ctx.save_data("input", x.requires_grad);
        return F.conv2d(x, weight, null, strides, padding, [1, 1], weight.shape[0]);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(torch.autograd.AutogradContext ctx, Tensor grad_output)
    {
        List<Tensor> saved = ctx.get_saved_variables();
        (Tensor x, Tensor weight) = (saved[0], saved[1]);
        var strides = (long[])ctx.get_data("strides");
        var padding = (long[])ctx.get_data("padding");
        Tensor gradient = ChannelsLast.Of(grad_output);
        Tensor? ofInput = (bool)ctx.get_data("input") ? InputGradient(x, weight, gradient, strides, padding) : null;
        return [ofInput!, DepthwiseWeightGradient.Of(ChannelsLast.Of(x), gradient, weight.shape, strides, padding), null!, null!];
    }

    private static Tensor InputGradient(Tensor x, Tensor weight, Tensor gradient, long[] strides, long[] padding)
    {
        // Rows that no whole stride reached.
        long[] rest = [.. Enumerable.Range(0, 2).Select(axis => x.shape[axis + 2] - ((gradient.shape[axis + 2] - 1) * strides[axis] - 2 * padding[axis] + weight.shape[axis + 2]))];
        return F.conv_transpose2d(gradient, weight, null, strides, padding, rest, [1, 1], weight.shape[0]);
    }
}
