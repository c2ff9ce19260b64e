using Lamina.Plans.Preprocess;

namespace Lamina.Images.Tests;

public sealed class PictureTensorTests
{
    /// <summary>Mean and deviation as real models have them.</summary>
    public static TheoryData<double[], double[]> Forms => new()
    {
        { [127, 127, 127], [128, 128, 128] },
        { [123.675, 116.28, 103.53], [58.395, 57.12, 57.375] },
        { [104, 117, 123], [1, 1, 1] },
        { [0, 0, 0], [255, 255, 255] },
        { [-1000, 1e4, 0.1], [1e-3, 1e4, 0.3] },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void ToPicture_OfAnyLevel_IsExact(double[] mean, double[] std)
    {
        Picture levels = Levels();
        foreach (TensorLayout layout in Enum.GetValues<TensorLayout>())
        {
            foreach (ChannelOrder order in Enum.GetValues<ChannelOrder>())
            {
                var tensor = new PictureTensor(new TensorForm { Layout = layout, Channels = order, Mean = [.. mean], Std = [.. std] });
                float[] values = new float[levels.Pixels.Length];
                tensor.Fill(levels, values);
                Assert.Equal(levels.Pixels.ToArray(), tensor.ToPicture(values, 16, 16).Pixels.ToArray());

                float[] rgb = new float[values.Length];
                tensor.Undo(values, rgb);
                Assert.All(rgb.Index(), item => Assert.InRange((item.Item * 255) - levels.Pixels[item.Index], -0.01, 0.01));
            }
        }
    }

    [Theory]
    [InlineData(TensorLayout.Nchw, ChannelOrder.Rgb, "9 39 18 48 27 57")]
    [InlineData(TensorLayout.Nchw, ChannelOrder.Bgr, "29 59 18 48 7 37")]
    [InlineData(TensorLayout.Nhwc, ChannelOrder.Rgb, "9 18 27 39 48 57")]
    [InlineData(TensorLayout.Nhwc, ChannelOrder.Bgr, "29 18 7 59 48 37")]
    public void Fill_LayoutAndOrder_PutEachValueInPlace(TensorLayout layout, ChannelOrder order, string expected)
    {
        // Means are in the order of the channels: the first belongs to whatever comes first.
        var tensor = new PictureTensor(new TensorForm { Layout = layout, Channels = order, Mean = [1, 2, 3], Std = [1, 1, 1] });
        float[] values = new float[6];
        tensor.Fill(new Picture(2, 1, new byte[] { 10, 20, 30, 40, 50, 60 }), values);
        Assert.Equal(expected, string.Join(' ', values));
    }

    [Fact]
    public void Undo_OutOfRangeOrNoNumber_IsClipped()
    {
        var tensor = new PictureTensor(new TensorForm { Layout = TensorLayout.Nhwc, Channels = ChannelOrder.Rgb, Mean = [0, 0, 0], Std = [255, 255, 255] });
        float[] values = [-0.5f, 0.5f, 1.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        float[] rgb = new float[6];
        tensor.Undo(values, rgb);
        Assert.Equal([0, 0.5f, 1, 0, 1, 0], rgb);
        Assert.Equal([0, 128, 255, 0, 255, 0], tensor.ToPicture(values, 2, 1).Pixels.ToArray());
    }

    [Fact]
    public void Spans_OfAnotherLength_Throw()
    {
        var tensor = new PictureTensor(new TensorForm { Layout = TensorLayout.Nchw, Channels = ChannelOrder.Rgb, Mean = [0, 0, 0], Std = [1, 1, 1] });
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Fill(new Picture(2, 2), new float[11]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Undo(new float[12], new float[11]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Undo(new float[11], new float[11]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.ToPicture(new float[11], 2, 2));
    }

    /// <summary>16x16 pixels in which every channel has every level once.</summary>
    private static Picture Levels()
    {
        var picture = new Picture(16, 16);
        for (int i = 0; i < 256; i++)
        {
            picture.Pixels[i * 3] = (byte)i;
            picture.Pixels[(i * 3) + 1] = (byte)(255 - i);
            picture.Pixels[(i * 3) + 2] = (byte)(i * 7);
        }

        return picture;
    }
}
