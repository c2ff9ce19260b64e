using Lamina.Onnx.Cuts;
using Lamina.Onnx.Inspection;
using Lamina.Onnx.Tests.Cuts;
using Lamina.Onnx.Tests.Shapes;
using Lamina.Onnx.Tests.Splitting;

namespace Lamina.Onnx.Tests;

/// <summary>Networks of many families as torchvision defines and PyTorch exports them, against the definition of a cut and against ONNX Runtime.</summary>
public sealed class FamilyTests
{
    public static TheoryData<string> All => [.. Exports.Names];

    [Fact]
    public void Exports_AreThere() => Assert.Equal(
        ["convnext", "densenet", "inception_v3", "mobilenet_v2", "mobilenet_v2-batch", "mobilenet_v3", "shufflenet_v2", "shufflenet_v2-batch", "swin", "swin-batch", "two_inputs", "unet", "vit", "vit-batch"],
        Exports.Names);

    [Theory]
    [MemberData(nameof(All))]
    public void Cuts_AreThoseOfTheDefinition(string name)
    {
        using OnnxModel model = Exports.Open(name);
        IReadOnlyList<string> cuts = new CutFinder(model.Graph).Singles;
        Assert.Equal(BruteForce.Singles(model.Graph), cuts);
        Assert.NotEmpty(cuts);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Shapes_AreWhatTheRuntimeComputes(string name)
    {
        using OnnxModel model = Exports.Open(name);
        ShapeOracle.Agrees(model, name.EndsWith("-batch", StringComparison.Ordinal) ? 2 : 1);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void HeadThenBody_AtAnEarlyAndALateCut_IsTheWhole(string name)
    {
        using OnnxModel model = Exports.Open(name);
        IReadOnlyList<string> cuts = new CutFinder(model.Graph).Singles;
        foreach (int place in new[] { cuts.Count / 4, 3 * cuts.Count / 4 }.Distinct())
        {
            SplitCheck.Holds(model, [cuts[place]], batch: name.EndsWith("-batch", StringComparison.Ordinal) ? 2 : 1, optimisedToo: place == cuts.Count / 4);
        }
    }

    /// <summary>Where several ways have tensors of their own. In residual networks the skip alone is a cut, so no set that holds it is minimal.</summary>
    [Theory]
    [InlineData("shufflenet_v2-batch", 2)]
    [InlineData("swin", 2)]
    [InlineData("two_inputs", 2)]
    [InlineData("inception_v3", 4)]
    public void HeadThenBody_AtAMinimalCutOfSeveralTensors_IsTheWhole(string name, int tensors)
    {
        using OnnxModel model = Exports.Open(name);
        IReadOnlyList<string> cut = new CutFinder(model.Graph).Minimal(tensors, maxCuts: 50).Cuts.First(cut => cut.Count == tensors);
        Assert.True(BruteForce.IsCut(model.Graph, [.. cut]));
        Assert.All(cut, member => Assert.False(BruteForce.IsCut(model.Graph, [.. cut.Where(other => other != member)])));
        SplitCheck.Holds(model, cut);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void EveryCut_IsDescribedInFull(string name)
    {
        using OnnxModel model = Exports.Open(name);
        ModelInspection inspection = ModelInspection.Of(model);
        Assert.NotNull(inspection.Macs);
        Assert.All(inspection.Cuts, cut => Assert.True(cut.Bytes > 0 && cut.MacsBefore is >= 0 && cut.MacsBefore <= inspection.Macs && cut.HeadPeakBytes > 0, cut.Label));
        Assert.All(inspection.Cuts, cut => Assert.Empty(cut.ShapeTensors));
    }

    [Theory]
    [InlineData("mobilenet_v2", 47, "features.0.0 features.0.2 features.1.add features.2.conv.0.0 features.18.2")]
    [InlineData("densenet", 20, "conv0 pool0 denseblock1.concat transition1.pool norm5")]
    [InlineData("shufflenet_v2", 34, "conv1.0 maxpool stage2.0.concat stage4.1.transpose conv5.2")]
    [InlineData("inception_v3", 25, "Conv2d_1a_3x3.relu maxpool1 Mixed_5b.concat Mixed_7c.concat avgpool")]
    [InlineData("convnext", 34, "features.0.0 features.1.0.add features.3.1.add avgpool classifier.1")]
    [InlineData("vit", 16, "conv_proj encoder.layers.encoder_layer_0.add encoder.layers.encoder_layer_2.add_2 encoder.ln")]
    [InlineData("swin", 28, "features.0.0 features.1.0.add features.2.reduction features.3.1.add_2 norm avgpool")]
    [InlineData("unet", 9, "enc1.0 enc1.4 dec1.0 dec1.4")]
    [InlineData("two_inputs", 3, "Concat joint.0 joint.1")]
    public void Labels_AreTheFamilysBlocks(string name, int cuts, string some)
    {
        using OnnxModel model = Exports.Open(name);
        string[] labels = [.. ModelInspection.Of(model).Cuts.Select(cut => cut.Label)];
        Assert.Equal((cuts, cuts), (labels.Length, labels.Distinct().Count()));
        Assert.Equal(some.Split(' '), labels.Where(some.Split(' ').Contains));
    }
}
