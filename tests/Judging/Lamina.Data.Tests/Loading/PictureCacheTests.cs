using Lamina.Data.Loading;
using Lamina.Data.Samples;
using Lamina.Images;
using Lamina.Images.Encoding;
using Lamina.Plans.Preprocess;

namespace Lamina.Data.Tests.Loading;

public sealed class PictureCacheTests
{
    private const int Side = 4;

    private static readonly Preprocessing Small = new()
    {
        Geometry = [new GeometryStep { Resize = new Resize { Width = Side, Height = Side, Filter = ResizeFilter.Nearest } }],
        Tensor = new TensorForm { Layout = TensorLayout.Nchw, Channels = ChannelOrder.Rgb, Mean = [0, 0, 0], Std = [1, 1, 1] },
        Output = OutputKind.Logits,
    };

    /// <summary>Counts how often its pictures are read.</summary>
    private sealed class Counting : ISampleSource
    {
        private int _reads;

        public int Reads => _reads;

        public string Origin => "counting";

        public IReadOnlyList<string> List() => ["a/0.png", "a/1.png", "a/2.png"];

        public byte[] Read(string name)
        {
            Interlocked.Increment(ref _reads);
            return PngWriter.Encode(new Picture(Side, Side));
        }

        public void Dispose()
        {
        }
    }

    [Theory]
    [InlineData(long.MaxValue, 3)]
    [InlineData(0L, 3 + (2 * 3))]
    [InlineData((2L * 3 * Side * Side) + 1, 3 + 2)]
    public void Get_PicturesUnderTheCeiling_AreReadAndDecodedOnlyOnce(long ceiling, int reads)
    {
        var source = new Counting();
        using var set = new SampleSet(source, null, [], ["a"], [.. source.List().Select(name => new Sample(name, 0, name))]);
        var pictures = PictureCache.Load(set, set.Samples, Small, ceiling);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(Side, pictures.Get(i).Width);
            }
        }

        Assert.Equal(reads, source.Reads);
    }
}
