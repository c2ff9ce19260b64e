using Lamina.Onnx.Building;
using Lamina.Onnx.Cuts;
using Lamina.Onnx.Text;

namespace Lamina.Onnx.Tests.Cuts;

public sealed class CutFinderTests
{
    private const string Residual = """
        g (float[N,4] x) => (float[N,4] y) {
          a = Relu(x)
          b = Neg(a)
          c = Abs(b)
          d = Add(a, c)
          y = Sigmoid(d)
        }
        """;

    public static TheoryData<string, int> RealModels => new() { { Models.Vgg16, 49 }, { Models.ResNet50, 41 }, { Models.Lite0, 56 } };

    [Theory]
    [MemberData(nameof(RealModels))]
    public void Singles_OfRealModel_AreThoseOfTheDefinition(string name, int expected)
    {
        using OnnxModel model = Models.Open(name);
        var finder = new CutFinder(model.Graph);
        Assert.Equal(BruteForce.Singles(model.Graph), finder.Singles);
        Assert.Equal(expected, finder.Singles.Count);
    }

    [Fact]
    public void Singles_OfRandomGraphs_AreThoseOfTheDefinition()
    {
        int found = 0;
        for (int seed = 0; seed < 2000; seed++)
        {
            OnnxGraph graph = RandomGraphs.Make(seed);
            IReadOnlyList<string> singles = new CutFinder(graph).Singles;
            Assert.Equal(BruteForce.Singles(graph).Order(), singles.Order());
            found += singles.Count;
        }

        Assert.True(found > 1000, "the random graphs have too few cuts to test anything");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Minimal_OfRandomGraphs_AreThoseOfTheDefinition(int size)
    {
        int found = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            OnnxGraph graph = RandomGraphs.Make(seed);
            MinimalCuts minimal = new CutFinder(graph).Minimal(size);
            IEnumerable<string> expected = Enumerable.Range(2, size - 1).SelectMany(k => BruteForce.Minimal(graph, k)).Select(Key);
            Assert.Equal(expected.Order(), minimal.Cuts.Select(Key).Order());
            Assert.False(minimal.Truncated);
            found += minimal.Cuts.Count;
        }

        Assert.True(found > 100, "the random graphs have too few cuts to test anything");
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 4)]
    public void Minimal_OfAUNet_AreThoseOfTheDefinition(int depth, int tensors)
    {
        OnnxGraph graph = UNet(depth);
        IEnumerable<string> expected = Enumerable.Range(2, tensors - 1).SelectMany(k => BruteForce.Minimal(graph, k)).Select(Key);
        string[] wanted = [.. expected.Order()];
        Assert.NotEmpty(wanted);
        Assert.Equal(wanted, new CutFinder(graph).Minimal(tensors).Cuts.Select(Key).Order());
    }

    [Fact]
    public void Minimal_WhereSkipsAreTheEncodersOwnOutputs_IsEmpty()
    {
        // The first encoder's output alone separates everything, so no set that holds it is minimal: more of a U-Net's tensors expose no more.
        var finder = new CutFinder(UNet(3, gated: false));
        Assert.Contains("enc0", finder.Singles);
        Assert.Empty(finder.Minimal(4).Cuts);
    }

    [Fact]
    public void Minimal_AtTheBottomOfADeepUNet_TakesEverySkip()
    {
        MinimalCuts minimal = new CutFinder(UNet(5)).Minimal(6);
        Assert.Contains(Key(["skip0", "skip1", "skip2", "skip3", "skip4", "bottom"]), minimal.Cuts.Select(Key));
        Assert.DoesNotContain(minimal.Cuts, cut => cut.Contains("bottom") && cut.Count < 6);
    }

    [Fact]
    public void Minimal_AboveTheCeiling_SaysSo()
    {
        using OnnxModel model = Models.Open(Models.ResNet50);
        MinimalCuts minimal = new CutFinder(model.Graph).Minimal(2, maxCuts: 3);
        Assert.True(minimal.Truncated);
        Assert.Equal(3, minimal.Cuts.Count);
    }

    [Fact]
    public void Refuse_RandomSets_AgreesWithTheDefinition()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            OnnxGraph graph = RandomGraphs.Make(seed);
            var finder = new CutFinder(graph);
            string[] candidates = [.. BruteForce.Candidates(graph)];
            if (candidates.Length < 2)
            {
                continue;
            }

            var random = new Random(seed);
            string[] set = [.. Enumerable.Range(0, 2).Select(_ => candidates[random.Next(candidates.Length)]).Distinct()];
            CutRefusal? refusal = finder.Refuse(set);
            Assert.Equal(BruteForce.IsCut(graph, set), refusal?.Reason is null or CutRefusalReason.Superfluous);
            if (refusal?.Bypass is { } bypass)
            {
                Assert.DoesNotContain(bypass, set);
            }
        }
    }

    [Fact]
    public void Refuse_InsideAResidualBlock_NamesBypassAndNearestCuts()
    {
        using OnnxModel model = GraphText.Parse(Residual);
        CutRefusal refusal = new CutFinder(model.Graph).Refuse("c")!;
        Assert.Equal((CutRefusalReason.Bypassed, "a", "a", "d"), (refusal.Reason, refusal.Bypass, refusal.Before, refusal.After));
        Assert.Equal("'c' is no cut: tensor 'a' bypasses it; the nearest cuts are 'a' before it and 'd' after it", refusal.ToString());
        Assert.Null(new CutFinder(model.Graph).Refuse("a", "c"));
    }

    [Theory]
    [InlineData("x", "'x' is an input of the graph")]
    [InlineData("y", "'y' is an output of the graph")]
    [InlineData("nowhere", "the graph has no tensor 'nowhere'")]
    [InlineData("k", "'k' is a constant")]
    [InlineData("s", "'s' carries only shapes")]
    [InlineData("dead", "'dead' leads from no input to an output")]
    public void Refuse_UnfitTensor_SaysWhat(string tensor, string why)
    {
        using OnnxModel model = GraphText.Parse("""
            g (float[N,4] x) => (float[N,4] y) <float[4] w = {1,2,3,4}> {
              k = Neg(w)
              a = Add(x, k)
              dead = Abs(a)
              s = Shape(x)
              b = Reshape(a, s)
              y = Relu(b)
            }
            """);
        CutRefusal refusal = new CutFinder(model.Graph).Refuse(tensor)!;
        Assert.Equal((CutRefusalReason.Unfit, why), (refusal.Reason, refusal.Why));
    }

    [Fact]
    public void Refuse_MemberNotReadAfterTheCut_IsNamed()
    {
        using OnnxModel model = GraphText.Parse(Residual);
        CutRefusal refusal = new CutFinder(model.Graph).Refuse("b", "d")!;
        Assert.Equal((CutRefusalReason.Superfluous, "tensor 'b' is not needed after the others"), (refusal.Reason, refusal.Why));
    }

    [Fact]
    public void Singles_WithAShapeThatDataDecided_CountItAsBypass()
    {
        using OnnxModel model = GraphText.Parse("""
            g (float[N,4] x) => (float[] y) {
              a = Relu(x)
              where = NonZero(a)
              count = Shape(where)
              f = Cast<to = 1>(count)
              b = Neg(a)
              y = Mul(b, f)
            }
            """);
        Assert.Equal(["a"], new CutFinder(model.Graph).Singles);
    }

    [Fact]
    public void Singles_WithSubgraphThatUsesAnOuterTensor_CountItAsInput()
    {
        using OnnxModel model = GraphText.Parse("""
            g (float[4] x, bool flag) => (float[4] y) {
              a = Relu(x)
              b = Neg(a)
              y = If(flag) <then_branch = t () => (float[4] p) { p = Add(b, a) }, else_branch = e () => (float[4] q) { q = Identity(b) }>
            }
            """);
        Assert.Empty(new CutFinder(model.Graph).Singles);
    }

    /// <summary>Levels of an encoder whose outputs skip to a decoder, through a layer of their own where they are gated.</summary>
    private static OnnxGraph UNet(int depth, bool gated = true)
    {
        var builder = new GraphBuilder("unet");
        string tensor = builder.Input("x", ElementType.Float, 1, 1, 64, 64);
        for (int level = 0; level < depth; level++)
        {
            builder.Node("Relu", [tensor], $"enc{level}");
            if (gated)
            {
                builder.Node("Sigmoid", [$"enc{level}"], $"skip{level}");
            }

            tensor = builder.Node("Abs", [$"enc{level}"], $"down{level}");
        }

        tensor = builder.Node("Relu", [tensor], "bottom");
        for (int level = depth - 1; level >= 0; level--)
        {
            tensor = builder.Node("Neg", [tensor], $"up{level}");
            tensor = builder.Node("Add", [tensor, gated ? $"skip{level}" : $"enc{level}"], $"dec{level}");
        }

        builder.Output(OnnxValue.Of(builder.Node("Exp", [tensor], "y"), ElementType.Float, null));
        return builder.BuildGraph();
    }

    private static string Key(IEnumerable<string> cut) => string.Join('|', cut.Order());
}
