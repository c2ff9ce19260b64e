using Lamina.Onnx;
using Lamina.Onnx.Text;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Features;
using Lamina.Privacy.Tests.Scores;
using Lamina.Runtime;

namespace Lamina.Privacy.Tests.Features;

public sealed class HeadFeaturesTests
{
    private const string Head = """
        <ir_version: 8, opset_import: ["": 17]>
        head (float[1,2,2,3] x) => (float[1,2,2,3] cut, float[1,12] flat) {
            cut = Relu(x)
            flat = Flatten(cut)
        }
        """;

    private static readonly float[] Input = [-1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

    [Fact]
    public void Of_RankFour_IsChannelsHeightWidth()
    {
        using Session head = Load();
        FeatureMap map = HeadFeatures.Of(head, "cut", Input, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((2, 2, 3, true), (map.Channels, map.Height, map.Width, map.IsSpatial));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], map.Values);
    }

    [Fact]
    public void Of_ChannelsLast_IsTurnedIntoPlanes()
    {
        using Session head = Load();
        FeatureMap map = HeadFeatures.Of(head, "cut", Input, channelsLast: true, TestContext.Current.CancellationToken);
        Assert.Equal((3, 2, 2), (map.Channels, map.Height, map.Width));
        Assert.Equal([0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11], map.Values);
    }

    [Fact]
    public void Of_OtherRank_IsOneVector()
    {
        using Session head = Load();
        FeatureMap map = HeadFeatures.Of(head, "flat", Input, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((12, 1, 1, false), (map.Channels, map.Height, map.Width, map.IsSpatial));
    }

    [Fact]
    public void Of_UnknownTensor_IsRefused()
    {
        using Session head = Load();
        Assert.Throws<InferenceException>(() => HeadFeatures.Of(head, "nowhere", Input, cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void FeatureMap_WrongLength_IsRefused() => Assert.Throws<ArgumentException>(() => new FeatureMap(2, 2, 2, new float[7]));

    [Fact]
    public void Reconstruct_NearestFeatures_OfferThatImage()
    {
        FeatureMap[] own = [new(2, 1, 1, [0, 0]), new(2, 1, 1, [1, 1])];
        Privacy.Scores.UnitImage[] images = [ReferencePictures.Grey(12, 12, 0.1), ReferencePictures.Grey(12, 12, 0.9)];
        Assert.Same(images[1], NearestNeighbourAttack.Reconstruct([new(2, 1, 1, [0.9f, 1.2f])], images, own)[0]);
        Assert.Throws<ArgumentException>(() => NearestNeighbourAttack.Reconstruct([new(2, 1, 1, [0, 0])], images[..1], own));
    }

    [Fact]
    public void Recognise_OtherViews_AreFoundAndStrangersAreNot()
    {
        FeatureMap[] victims = [new(2, 1, 1, [0, 5]), new(2, 1, 1, [4, 1]), new(2, 1, 1, [9, 9])];
        FeatureMap[] views = [new(2, 1, 1, [0.5f, 5]), new(2, 1, 1, [4, 1.5f]), new(2, 1, 1, [8, 9])];
        Assert.Equal([1, 1, 1], NearestNeighbourAttack.Recognise(victims, views));
        Assert.Equal([0, 0, 0], NearestNeighbourAttack.Recognise(victims, [views[1], views[2], views[0]]));
    }

    private static Session Load()
    {
        using OnnxModel model = GraphText.Parse(Head);
        return Session.Load(model.ToArray());
    }
}
