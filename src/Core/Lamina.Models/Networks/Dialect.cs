namespace Lamina.Models.Networks;

/// <summary>How a framework names and lays out weights.</summary>
/// <param name="Kernel">Ending of a convolution's or dense layer's weights.</param>
/// <param name="DepthwiseKernel">The same of a depthwise convolution.</param>
/// <param name="Bias">Ending of its bias.</param>
/// <param name="Scale">Ending of batch norm's factor.</param>
/// <param name="Shift">Ending of batch norm's summand.</param>
/// <param name="Mean">Ending of batch norm's mean.</param>
/// <param name="Variance">Ending of batch norm's variance.</param>
/// <param name="ChannelsLast">True for Keras: pictures are NHWC, kernels HWIO, dense weights input by output.</param>
internal sealed record Dialect(string Kernel, string DepthwiseKernel, string Bias, string Scale, string Shift, string Mean, string Variance, bool ChannelsLast)
{
    public static readonly Dialect Torch = new(".weight", ".weight", ".bias", ".weight", ".bias", ".running_mean", ".running_var", ChannelsLast: false);

    public static readonly Dialect Keras = new("/kernel", "/depthwise_kernel", "/bias", "/gamma", "/beta", "/moving_mean", "/moving_variance", ChannelsLast: true);
}
