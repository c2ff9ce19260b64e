using Lamina.Onnx.Cuts;
using Lamina.Onnx.Splitting;
using Lamina.Testing;

namespace Lamina.Onnx.Tests.Splitting;

/// <summary>The trained models of the shared folder, cut at several places, on ONNX Runtime.</summary>
public sealed class RealModelSplitTests
{
    /// <summary>Places as parts of the list of all cuts.</summary>
    public static TheoryData<string, double> Places =>
        new(from name in new[] { Models.Vgg16, Models.ResNet50, Models.Lite0 } from place in new[] { 0, 0.35, 0.7, 1 } where name != Models.Vgg16 || place is 0.35 or 1 select (name, place));

    public static TheoryData<string> All => Models.All;

    [Theory]
    [MemberData(nameof(Places))]
    public void HeadThenBody_AtACut_IsTheWhole(string name, double place)
    {
        using OnnxModel model = Models.Open(name);
        IReadOnlyList<string> cuts = new CutFinder(model.Graph).Singles;
        ModelParts parts = SplitCheck.Holds(model, [cuts[(int)(place * (cuts.Count - 1))]], optimisedToo: true);
        Assert.Empty(parts.ShapeTensors);
    }

    [Theory]
    [InlineData(Models.ResNet50)]
    [InlineData(Models.Lite0)]
    public void HeadBodyTail_OfABatch_AreTheWhole(string name)
    {
        using OnnxModel model = Models.Open(name);
        IReadOnlyList<string> cuts = new CutFinder(model.Graph).Singles;
        SplitCheck.Holds(model, [cuts[cuts.Count / 2]], [cuts[^3]], batch: 2);
    }

    [Fact]
    public void TwoTensorCut_InsideAResidualBlock_IsTheWhole()
    {
        using OnnxModel model = Models.Open(Models.ResNet50);
        MinimalCuts pairs = new CutFinder(model.Graph).Minimal(2);
        IReadOnlyList<string> pair = pairs.Cuts[pairs.Cuts.Count / 2];
        Assert.Equal(2, pair.Count);
        SplitCheck.Holds(model, pair);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void EveryCut_Splits_AndThePartsHaveEveryNodeOnce(string name)
    {
        using OnnxModel model = Models.Open(name);
        foreach (string cut in new CutFinder(model.Graph).Singles)
        {
            ModelParts parts = SplitCheck.Split(model, [cut]);
            Assert.Equal([cut], parts.Head.Graph.Outputs.Select(output => output.Name));
            Assert.Equal([cut], parts.Body.Graph.Inputs.Select(input => input.Name));
            Assert.NotNull(parts.Body.Graph.Inputs[0].Shape);
            Assert.Equal(Weighted(model), Weighted(parts.Head).Concat(Weighted(parts.Body)));
        }
    }

    /// <summary>The layers: what nodes with floating-point weights give.</summary>
    private static IEnumerable<string> Weighted(OnnxModel model) =>
        model.Graph.Nodes.Where(node => node.Reads.Any(tensor => model.Graph.Initializer(tensor)?.ElementType == ElementType.Float)).Select(node => node.Outputs[0]);

    [Fact]
    public void SavedParts_ReadBack_AreTheParts()
    {
        using var folder = new TempFolder();
        using OnnxModel model = Models.Open(Models.Lite0);
        ModelParts parts = SplitCheck.Split(model, [new CutFinder(model.Graph).Singles[20]]);

        Assert.Equal([folder["head.onnx"], folder["body.onnx"]], parts.Save(folder.Path));

        Assert.Equal(parts.Head.ToArray(), File.ReadAllBytes(folder["head.onnx"]));
        Assert.Equal(parts.Body.ToArray(), File.ReadAllBytes(folder["body.onnx"]));
        long sum = new FileInfo(folder["head.onnx"]).Length + new FileInfo(folder["body.onnx"]).Length;
        Assert.InRange(sum, 0, (long)(1.01 * new FileInfo(Models.Path(Models.Lite0)).Length));
    }
}
