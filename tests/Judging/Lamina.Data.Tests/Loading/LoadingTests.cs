using Lamina.Data.Loading;
using Lamina.Data.Samples;
using Lamina.Images;
using Lamina.Images.Encoding;
using Lamina.Plans.Preprocess;
using Lamina.Testing;

namespace Lamina.Data.Tests.Loading;

public sealed class LoadingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public LoadingTests()
    {
        foreach ((int label, string name) in new[] { "cat", "dog" }.Index())
        {
            Directory.CreateDirectory(_folder["set", name]);
            for (int i = 0; i < 5; i++)
            {
                var picture = new Picture(4, 4);
                picture.Pixels.Fill((byte)(label * 100 + i));
                PngWriter.Save(picture, _folder["set", name, $"{i}.png"]);
            }
        }

        File.WriteAllText(_folder["set", "cat", "broken.png"], "no picture");
    }

    private static Preprocessing Preprocessing { get; } = new()
    {
        Geometry = [new GeometryStep { Resize = new Resize { Width = 4, Height = 4, Filter = ResizeFilter.Nearest } }],
        Tensor = new TensorForm { Layout = TensorLayout.Nchw, Channels = ChannelOrder.Rgb, Mean = [0, 0, 0], Std = [1, 1, 1] },
        Output = OutputKind.Logits,
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_UnreadablePicture_IsNamedAndLeftOut()
    {
        using SampleSet set = SampleSets.Open(_folder["set"]);
        var pictures = PictureCache.Load(set, set.Samples, Preprocessing);
        Assert.Equal(["cat/broken.png"], pictures.Unreadable.Keys);
        Assert.Equal(10, pictures.Samples.Count);
        Assert.Throws<DataException>(() => PictureCache.Load(set, [.. set.Samples.Where(sample => sample.Name.EndsWith("broken.png", StringComparison.Ordinal))], Preprocessing));
    }

    [Theory]
    [InlineData(PictureCache.DefaultCeiling)]
    [InlineData(100)]
    [InlineData(0)]
    public async Task EpochAsync_AnyCeiling_GivesTheSameBatches(long ceiling)
    {
        using SampleSet set = SampleSets.Open(_folder["set"]);
        BatchLoader loader = Loader(set, seed: null, ceiling);
        Batch[] batches = await loader.EpochAsync(0, 0, TestContext.Current.CancellationToken).ToArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal([4, 4, 2], batches.Select(batch => batch.Count));
        Assert.Equal([0L, 0, 0, 0, 0, 1, 1, 1, 1, 1], batches.SelectMany(batch => batch.Labels));
        Assert.Equal([0f, 1, 2, 3, 4, 100, 101, 102, 103, 104], batches.SelectMany(batch => batch.Values.Chunk(48).Select(values => values.Distinct().Single())));
    }

    [Fact]
    public async Task EpochAsync_EnteredInTheMiddle_GivesTheRestOfTheSameEpoch()
    {
        using SampleSet set = SampleSets.Open(_folder["set"]);
        BatchLoader loader = Loader(set, seed: 5);
        async Task<string> Run(int epoch, int first) => string.Join(' ', await loader.EpochAsync(epoch, first, TestContext.Current.CancellationToken)
            .SelectMany(batch => batch.Indices.Select(index => $"{index}:{string.Join(',', batch.Values)}").ToAsyncEnumerable()).ToArrayAsync(TestContext.Current.CancellationToken));
        Assert.EndsWith(await Run(2, 1), await Run(2, 0), StringComparison.Ordinal);
        Assert.NotEqual(await Run(2, 0), await Run(3, 0));
    }

    [Fact]
    public void Augmentation_ShiftAndFlip_MoveWholePixels()
    {
        var picture = new Picture(8, 8);
        for (int i = 0; i < picture.Pixels.Length; i++)
        {
            picture.Pixels[i] = (byte)(1 + i);
        }

        var seen = new HashSet<string>();
        for (int seed = 0; seed < 40; seed++)
        {
            Picture changed = new Augmentation { Flip = true, Shift = 0.25 }.Apply(picture, new Random(seed));
            HashSet<int> originals = [.. picture.Pixels.ToArray().Chunk(3).Select(pixel => (pixel[0] << 16) | (pixel[1] << 8) | pixel[2])];
            Assert.All(changed.Pixels.ToArray().Chunk(3).Select(pixel => (pixel[0] << 16) | (pixel[1] << 8) | pixel[2]), pixel => Assert.True(pixel == 0 || originals.Contains(pixel)));
            seen.Add(Convert.ToHexString(changed.Pixels));
        }

        Assert.True(seen.Count > 15);
        Assert.Same(picture, Augmentation.None.Apply(picture, new Random(1)));
    }

    [Fact]
    public void Match_FoldersAndLabels_ByNameOrWnid()
    {
        Assert.Equal([2, 0], ClassMap.Match(["n02", "apple"], ["apple", "pear", "plum"], ["n00", "n01", "n02"]).Of);
        Assert.Equal([0, 1], ClassMap.Match(["a", "b"], null).Of);
        DataException refusal = Assert.Throws<DataException>(() => ClassMap.Match(["apple", "melon"], ["apple", "pear"]));
        Assert.Contains("melon match no label", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => ClassMap.Match([], null));
    }

    private static BatchLoader Loader(SampleSet set, int? seed, long ceiling = PictureCache.DefaultCeiling) =>
        new(PictureCache.Load(set, set.Samples, Preprocessing, ceiling), ClassMap.Match(set.Classes, null), 4, new Augmentation { Shift = 0.25 }, seed);
}
