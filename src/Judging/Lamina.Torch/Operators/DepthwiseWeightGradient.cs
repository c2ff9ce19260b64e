using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Lamina.Torch.Operators;

/// <summary>
/// The gradient of a depthwise convolution's weights: for each channel and place in the kernel the scalar product of the output's gradient
/// with the input shifted to that place. One channel's planes are laid out with the pictures innermost, so that the products run over long
/// stretches however small the planes are; what would meet padding is left out instead of multiplied by 0.
/// </summary>
internal static class DepthwiseWeightGradient
{
    /// <summary>Computes it.</summary>
    /// <param name="x">Input, N x C x H x W, contiguous float32.</param>
    /// <param name="gradient">Gradient of the output, N x C x OH x OW, contiguous float32.</param>
    /// <param name="kernel">Shape of the weights, C x 1 x KH x KW.</param>
    /// <param name="strides">Of both axes.</param>
    /// <param name="padding">On both sides of both axes.</param>
    /// <returns>C x 1 x KH x KW; the caller's scope owns it. Sums run in one order whatever the number of threads.</returns>
    public static Tensor Of(Tensor x, Tensor gradient, long[] kernel, long[] strides, long[] padding)
    {
        int pictures = (int)x.shape[0], channels = (int)x.shape[1];
        var down = new Axis(x.shape[2], gradient.shape[2], kernel[2], strides[0], padding[0]);
        var across = new Axis(x.shape[3], gradient.shape[3], kernel[3], strides[1], padding[1]);
        float[] result = new float[channels * down.Kernel * across.Kernel];
        Parallel.For(0, channels, new ParallelOptions { MaxDegreeOfParallelism = torch.get_num_threads() }, channel =>
        {
            float[] input = ArrayPool<float>.Shared.Rent(pictures * down.Length * across.Length);
            float[] output = ArrayPool<float>.Shared.Rent(pictures * down.Out * across.Out);
            PicturesInnermost(MemoryMarshal.Cast<byte, float>(x.bytes), pictures, channels, channel, down.Length * across.Length, input);
            PicturesInnermost(MemoryMarshal.Cast<byte, float>(gradient.bytes), pictures, channels, channel, down.Out * across.Out, output);
            Channel(input, output, pictures, down, across, result.AsSpan(channel * down.Kernel * across.Kernel));
            ArrayPool<float>.Shared.Return(input);
            ArrayPool<float>.Shared.Return(output);
        });
        return torch.tensor(result).reshape(kernel);
    }

    private static void Channel(ReadOnlySpan<float> input, ReadOnlySpan<float> output, int pictures, Axis down, Axis across, Span<float> result)
    {
        for (int row = 0; row < down.Kernel; row++)
        {
            for (int column = 0; column < across.Kernel; column++)
            {
                (int top, int bottom) = down.Meeting(row);
                (int left, int right) = across.Meeting(column);
                // A whole row at once where neighbours in the output are neighbours in the input.
                int together = across.Stride == 1 ? right - left : 1;
                float sum = 0;
                for (int y = top; y < bottom; y++)
                {
                    for (int x = left; x < right; x += together)
                    {
                        int to = (y * across.Out + x) * pictures;
                        int from = (down.Input(y, row) * across.Length + across.Input(x, column)) * pictures;
                        sum += TensorPrimitives.Dot(output.Slice(to, together * pictures), input.Slice(from, together * pictures));
                    }
                }

                result[row * across.Kernel + column] = sum;
            }
        }
    }

    /// <summary>Copies one channel of all pictures, place by place.</summary>
    private static void PicturesInnermost(ReadOnlySpan<float> from, int pictures, int channels, int channel, int plane, Span<float> to)
    {
        for (int n = 0; n < pictures; n++)
        {
            int at = n;
            foreach (float value in from.Slice((n * channels + channel) * plane, plane))
            {
                to[at] = value;
                at += pictures;
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
