using Lamina.Onnx.Inspection;
using Lamina.Onnx.Text;

namespace Lamina.Onnx.Tests.Inspection;

public sealed class ModelInspectionTests
{
    public static TheoryData<string> All => Models.All;

    /// <summary>Parameters as the models' publishers give them, in millions.</summary>
    [Theory]
    [InlineData(Models.Vgg16, 16.4)]
    [InlineData(Models.ResNet50, 5.9)]
    [InlineData(Models.Lite0, 4.65)]
    public void Parameters_OfRealModel_AreThePublishedOnes(string name, double millions)
    {
        using OnnxModel model = Models.Open(name);
        Assert.InRange(ModelInspection.Of(model).Parameters / 1e6, millions - 0.06, millions + 0.06);
    }

    /// <summary>VGG-16's convolutions take 15,346,630,656 multiply-accumulates at 224x224; every one of its sides scales with the input, here 240x240.</summary>
    [Fact]
    public void Macs_OfVgg16_AreThePublishedOnes()
    {
        using OnnxModel model = Models.Open(Models.Vgg16);
        Assert.Equal(15_346_630_656 * 225 / 196, ModelInspection.Of(model).Describe("functional_1/block5_conv3_1/Relu:0").MacsBefore);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Cuts_OfRealModel_AreCompleteAndGrow(string name)
    {
        using OnnxModel model = Models.Open(name);
        ModelInspection inspection = ModelInspection.Of(model);
        Assert.Equal(inspection.Finder.Singles, inspection.Cuts.Select(cut => cut.Tensors.Single()));
        Assert.Equal(inspection.Cuts.Count, inspection.Cuts.Select(cut => cut.Label).Distinct().Count());
        foreach ((CutDescription earlier, CutDescription later) in inspection.Cuts.Zip(inspection.Cuts.Skip(1)))
        {
            Assert.True(earlier.MacsBefore <= later.MacsBefore && earlier.ParametersBefore <= later.ParametersBefore && earlier.HeadPeakBytes <= later.HeadPeakBytes);
        }

        Assert.All(inspection.Cuts, cut => Assert.True(cut.Bytes > 0 && cut.Expansion > 0 && cut.Types[0].IsComplete && cut.ShapeTensors.Count == 0));
        Assert.InRange(inspection.Cuts[^1].MacsBefore!.Value, 1, inspection.Macs!.Value);
        Assert.InRange(inspection.Cuts[^1].ParametersBefore, 1, inspection.Parameters);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Costs_FoundInOneSweep_AreThoseOfEachHeadAlone(string name)
    {
        using OnnxModel model = Models.Open(name);
        ModelInspection inspection = ModelInspection.Of(model);
        foreach (CutDescription cut in inspection.Cuts)
        {
            CutDescription alone = inspection.Describe(cut.Tensors);
            Assert.Equal((cut.MacsBefore, cut.ParametersBefore, cut.HeadPeakBytes), (alone.MacsBefore, alone.ParametersBefore, alone.HeadPeakBytes));
        }
    }

    [Fact]
    public void Cuts_OfASmallGraph_HaveTheCostsCountedByHand()
    {
        using OnnxModel model = GraphText.Parse("""
            g (float[N,2,4,4] x) => (float[] y) <float[3,2,3,3] w = random 1, float[3] bias = {1,2,3}, float[27,5] fc = random 2, int64[2] flat = {0, -1}> {
              a = Conv<pads = [0,0,1,1]>(x, w, bias)
              b = Relu(a)
              c = Add(b, a)
              d = Reshape(c, flat)
              e = MatMul(d, fc)
              y = Softmax(e)
            }
            """);
        ModelInspection inspection = ModelInspection.Of(model);
        Assert.Equal(["a", "c", "d", "e"], inspection.Cuts.Select(cut => cut.Label));

        CutDescription conv = inspection.Cuts[0];
        Assert.Equal("float[N,3,3,3]", conv.Types[0].ToString());
        Assert.Equal(27 * 4, conv.Bytes);
        Assert.Equal(27.0 / 32, conv.Expansion);
        Assert.Equal(27 * 18, conv.MacsBefore); // 27 outputs, 2 channels x 9 taps each
        Assert.Equal(54 + 3, conv.ParametersBefore);
        Assert.Equal(4 * (57 + 32 + 27), conv.HeadPeakBytes); // weights, x and a

        CutDescription sum = inspection.Cuts[1];
        Assert.Equal(4 * (57 + (3 * 27)), sum.HeadPeakBytes); // a, b and c at once; x is gone
        Assert.Equal(27 * 18, sum.MacsBefore);

        CutDescription linear = inspection.Cuts[3];
        Assert.Equal((27 * 18) + (27 * 5), linear.MacsBefore);
        Assert.Equal(57 + 135, linear.ParametersBefore);
        Assert.Equal(4 * (57 + 135 + (3 * 27)) + 16, linear.HeadPeakBytes); // the peak was at c; flat is 16 bytes of weights that are no parameters
        Assert.Equal(inspection.Macs, linear.MacsBefore);
        Assert.Equal(inspection.Parameters, linear.ParametersBefore);
    }

    [Fact]
    public void Cuts_OfSeveralTensors_AreListedOnRequest()
    {
        using OnnxModel model = GraphText.Parse("g (float[1,4] x) => (float[] y) { a = Relu(x)  b = Neg(x)  y = Add(a, b) }");
        Assert.Empty(ModelInspection.Of(model).Cuts);
        CutDescription pair = ModelInspection.Of(model, new InspectionOptions { MaxTensors = 2 }).Cuts.Single();
        Assert.Equal((32, 2.0, "a+b"), (pair.Bytes, pair.Expansion, pair.Label));
        Assert.Throws<ArgumentException>(() => ModelInspection.Of(model).Describe("a"));
    }

    [Fact]
    public void Cut_WhoseBodyNeedsAShapeItCannotFind_NamesTheTensorThatCrosses()
    {
        using OnnxModel model = GraphText.Parse("""
            g (float[1,3,H,W] x) => (float[] y) { a = MaxPool<kernel_shape = [2,2], strides = [2,2]>(x)  s = Shape(x)  y = Resize<mode = "nearest">(a, "", "", s) }
            """);
        CutDescription cut = ModelInspection.Of(model).Cuts.Single();
        Assert.Equal(["s"], cut.ShapeTensors);
        Assert.Null(cut.Bytes);
        CutDescription bound = ModelInspection.Of(model, new InspectionOptions { Bindings = new Dictionary<string, long> { ["H"] = 8, ["W"] = 6 } }).Cuts.Single();
        Assert.Equal(3 * 4 * 3 * 4, bound.Bytes);
    }

    [Fact]
    public void Cost_BehindAnUnknownOperator_IsNotMadeUp()
    {
        using OnnxModel model = GraphText.Parse("""
            <opset_import: ["": 17, "my": 1]>
            g (float[1,4] x) => (float[] y) { a = Relu(x)  b = my.Odd(a)  y = Relu(b) }
            """);
        ModelInspection inspection = ModelInspection.Of(model);
        Assert.Null(inspection.Macs);
        Assert.Equal([0L, null], inspection.Cuts.Select(cut => cut.MacsBefore));
        Assert.Equal([16L, null], inspection.Cuts.Select(cut => cut.Bytes));
    }

    [Theory]
    [InlineData(Models.Vgg16, "functional_1/dense_2_1/Relu:0")]
    [InlineData(Models.ResNet50, "Relu_48:0")]
    [InlineData(Models.Lite0, "/_swish_1/Clip_output_0")]
    public void Tail_OfRealModel_BeginsAtTheGlobalPoolOrTheLastLinearLayer(string name, string expected)
    {
        using OnnxModel model = Models.Open(name);
        ModelInspection inspection = ModelInspection.Of(model);
        Assert.Equal(expected, TailFinder.Find(inspection, inspection.Cuts[0].Tensors));
        Assert.Null(TailFinder.Find(inspection, inspection.Cuts[^1].Tensors));
    }
}
