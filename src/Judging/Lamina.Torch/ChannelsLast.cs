namespace Lamina.Torch;

/// <summary>
/// Pictures whose channels lie innermost in memory (N x H x W x C, libtorch's memory format "channels last") under the shape N x C x H x W.
/// libtorch tells it by the strides and keeps to it from operator to operator; batch normalisation, depthwise convolution and their gradients
/// are several times as fast in it.
/// </summary>
public static class ChannelsLast
{
    /// <summary>The same values in this layout.</summary>
    /// <param name="x">N x C x H x W.</param>
    /// <returns>A view of x where it lies so already, else a copy; the caller's scope owns it.</returns>
    public static Tensor Of(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
    }
}
