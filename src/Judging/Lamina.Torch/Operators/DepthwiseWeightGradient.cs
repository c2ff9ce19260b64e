using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Lamina.Torch.Operators;

/// <summary>
/// The gradient of a depthwise convolution's weights: for each place in the kernel the products of the output's gradient with the input shifted
/// to that place, summed over all places and pictures. Channels lie innermost, so that one product is one stretch of memory however small the
/// planes are; what would meet padding is left out instead of multiplied by 0.
/// </summary>
internal static class DepthwiseWeightGradient
{
    /// <summary>Computes it.</summary>
    /// <param name="x">Input, N x C x H x W, float32, <see cref="ChannelsLast"/>.</param>
    /// <param name="gradient">Gradient of the output, N x C x OH x OW, float32, <see cref="ChannelsLast"/>.</param>
    /// <param name="kernel">Shape of the weights, C x 1 x KH x KW.</param>
    /// <param name="strides">Of both axes.</param>
    /// <param name="padding">On both sides of both axes.</param>
    /// <returns>C x 1 x KH x KW; the caller's scope owns it. Sums run in one order whatever the number of threads.</returns>
    public static Tensor Of(Tensor x, Tensor gradient, long[] kernel, long[] strides, long[] padding)
    {
        int pictures = (int)x.shape[0], channels = (int)x.shape[1];
        var down = new Axis(x.shape[2], gradient.shape[2], kernel[2], strides[0], padding[0]);
        var across = new Axis(x.shape[3], gradient.shape[3], kernel[3], strides[1], padding[1]);
        using var scope = torch.NewDisposeScope();
        Tensor input = x.permute(0, 2, 3, 1), output = gradient.permute(0, 2, 3, 1);
        float[] result = new float[down.Kernel * across.Kernel * channels];
        int parts = Math.Min(torch.get_num_threads(), channels);
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, part =>
        {
            int first = channels * part / parts, count = channels * (part + 1) / parts - first;
            Channels(
                MemoryMarshal.Cast<byte, float>(input.bytes), MemoryMarshal.Cast<byte, float>(output.bytes), pictures, channels, first, count, down, across, result);
        });
        return torch.tensor(result, [kernel[2], kernel[3], channels]).permute(2, 0, 1).unsqueeze(1).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Some neighbouring channels. A picture's sum is made first and then added: sums over all pictures at once would lose digits.</summary>
    private static void Channels(
        ReadOnlySpan<float> input, ReadOnlySpan<float> output, int pictures, int channels, int first, int count, Axis down, Axis across, Span<float> result)
    {
        Span<float> ofPicture = new float[count];
        for (int place = 0; place < down.Kernel * across.Kernel; place++)
        {
            (int row, int column) = (place / across.Kernel, place % across.Kernel);
            (int top, int bottom) = down.Meeting(row);
            (int left, int right) = across.Meeting(column);
            Span<float> sum = result.Slice(place * channels + first, count);
            for (int n = 0; n < pictures; n++)
            {
                ofPicture.Clear();
                for (int y = top; y < bottom; y++)
                {
                    int to = ((n * down.Out + y) * across.Out + left) * channels + first;
                    int from = ((n * down.Length + down.Input(y, row)) * across.Length + across.Input(left, column)) * channels + first;
                    for (int at = left; at < right; at++, to += channels, from += across.Stride * channels)
                    {
                        TensorPrimitives.MultiplyAdd(output.Slice(to, count), input.Slice(from, count), ofPicture, ofPicture);
                    }
                }

                TensorPrimitives.Add(sum, ofPicture, sum);
            }
        }
    }

    /// <summary>One spatial axis: lengths of input and output, and which of the outputs meet the input.</summary>
    private readonly struct Axis(long length, long output, long kernel, long stride, long padding)
    {
        public int Length { get; } = (int)length;

        public int Out { get; } = (int)output;

        public int Kernel { get; } = (int)kernel;

        public int Stride { get; } = (int)stride;

        private int Padding { get; } = (int)padding;

        /// <summary>Where the input lies that an output meets through a place of the kernel.</summary>
        public int Input(int at, int place) => at * Stride + place - Padding;

        /// <summary>The outputs that meet the input, not its padding, through a place of the kernel; the second is not one of them.</summary>
        public (int First, int End) Meeting(int place)
        {
            int first = Math.Max(0, (Padding - place + Stride - 1) / Stride);
            int end = Math.Min(Out, (Length - 1 + Padding - place + Stride) / Stride);
            return (first, Math.Max(first, end));
        }
    }
}
