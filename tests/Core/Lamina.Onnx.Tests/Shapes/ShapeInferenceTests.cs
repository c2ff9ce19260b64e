using Lamina.Onnx.Shapes;
using Lamina.Onnx.Text;

namespace Lamina.Onnx.Tests.Shapes;

/// <summary>Every inferred type and shape against what ONNX Runtime computes.</summary>
public sealed class ShapeInferenceTests
{
    public static TheoryData<string> RealModels => Models.All;

    public static TheoryData<string> Graphs => [.. OperatorGraphs.All.Keys];

    [Theory]
    [MemberData(nameof(RealModels))]
    public void Infer_RealModel_IsWhatTheRuntimeComputes(string name)
    {
        using OnnxModel model = Models.Open(name);
        ShapeOracle.Agrees(model, batch: 1);
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Infer_Operator_IsWhatTheRuntimeComputes(string name)
    {
        using OnnxModel model = GraphText.Parse(OperatorGraphs.All[name]);
        ShapeOracle.Agrees(model, batch: 2);
    }

    [Theory]
    [MemberData(nameof(RealModels))]
    public void Infer_RealModelWithOpenBatch_LeavesNoGap(string name)
    {
        using OnnxModel model = Models.Open(name);
        ShapeMap shapes = ShapeInference.Infer(model);
        Assert.Empty(shapes.Gaps);
    }

    [Fact]
    public void Infer_ReshapeOfNamedBatch_KeepsTheName()
    {
        using OnnxModel model = GraphText.Parse("""
            g (float[N,8,4,4] x) => (float[] y) <int64[5] windows = {-1, 4, 2, 4, 4}, int64[1] one = {0}, int64[2] tail = {8, 16}> {
              a = Reshape(x, windows)
              s = Shape(x)
              n = Gather(s, one)
              target = Concat<axis = 0>(n, tail)
              y = Reshape(a, target)
            }
            """);
        ShapeMap shapes = ShapeInference.Infer(model);
        Assert.Equal("float[N,4,2,4,4]", shapes["a"].ToString());
        Assert.Equal("float[N,8,16]", shapes["y"].ToString());
        Assert.Equal("int64[3]", shapes["target"].ToString());
    }

    [Fact]
    public void Infer_ConvolutionOfNamedSize_CanBeEvaluatedLater()
    {
        using OnnxModel model = GraphText.Parse("""
            g (float[1,3,H,W] x) => (float[] y) <float[4,3,3,3] w = random 1> { y = Conv<strides = [2,2], pads = [1,1,1,1]>(x, w) }
            """);
        TensorShape shape = ShapeInference.Infer(model)["y"].Shape!;
        Assert.Equal([1, 4, 16, 5], shape.Evaluate(new Dictionary<string, long> { ["H"] = 32, ["W"] = 9 })!);
        Assert.Null(shape.Evaluate(new Dictionary<string, long> { ["H"] = 32 }));
    }

    [Fact]
    public void Infer_ShapeThatDependsOnValues_IsAGapARecordedShapeCloses()
    {
        using OnnxModel model = GraphText.Parse("""
            g (float[1,4] x) => (float[] y) { n = NonZero(x)  f = Cast<to = 1>(n)  y = Neg(f) }
            """);
        ShapeMap shapes = ShapeInference.Infer(model);
        Assert.Equal(["n", "f", "y"], shapes.Gaps.Select(gap => gap.Tensor));
        Assert.Equal("the number of results depends on values", shapes.Gaps[0].Why);

        var recorded = new Dictionary<string, TensorType> { ["n"] = new(ElementType.Int64, TensorShape.Of(2, 4)) };
        ShapeMap closed = ShapeInference.Infer(model, new ShapeOptions { Batch = 1, Recorded = recorded });
        Assert.Empty(closed.Gaps);
        Assert.Equal("float[2,4]", closed["y"].ToString());
    }

    [Fact]
    public void Infer_UnknownOperator_SaysSoAndGoesOnWithTheDeclaration()
    {
        using OnnxModel model = GraphText.Parse("""
            <opset_import: ["": 17, "my": 1]>
            g (float[1,4] x) => (float[] z) <float[1,4] y> { y = my.Odd(x)  w = my.Odd(y)  z = Relu(w) }
            """);
        ShapeMap shapes = ShapeInference.Infer(model);
        Assert.Equal("float[1,4]", shapes["y"].ToString());
        Assert.Equal("my.Odd has no shape rule", shapes.Gaps[0].Why);
        Assert.Null(shapes.Macs(model.Graph.Nodes[0]));
    }

    [Theory]
    [InlineData("y = Transpose<perm = [0, 7]>(x)")]
    [InlineData("y = Transpose<perm = [0, 0]>(x)")]
    [InlineData("y = Conv<kernel_shape = [], strides = [0]>(x, x)")]
    [InlineData("y = MaxPool<kernel_shape = [2, 2]>(x)")]
    [InlineData("y = MaxPool(x)")]
    [InlineData("y = Reshape<shape = [-5]>(x)")]
    [InlineData("y = Concat<axis = 9>(x, x)")]
    [InlineData("y = Gemm(x, s)")]
    [InlineData("y = Flatten<axis = -9>(x)")]
    [InlineData("y = Softmax<axis = 1>()")]
    [InlineData("y = Split<axis = 5>(x)")]
    [InlineData("y = Slice<starts = [0], ends = [9223372036854775807], axes = [-9223372036854775807]>(x)")]
    [InlineData("y = Einsum<equation = \"ij,kl->zz\">(x, x)")]
    [InlineData("y = DepthToSpace<blocksize = 0>(x)")]
    [InlineData("y = Cast<to = \"float\">(x)")]
    [InlineData("y = TopK<axis = 3>(x, s)")]
    [InlineData("y = Expand(x, s)")]
    [InlineData("y = ReduceSum<axes = [12]>(x)")]
    [InlineData("y = Unsqueeze<axes = [1, 1]>(x)")]
    public void Infer_NonsenseNode_IsAGap(string node)
    {
        using OnnxModel model = GraphText.Parse($"g (float[2,3] x) => (float[] y) <int64[1] s = {{7}}> {{ {node} }}");
        ShapeMap shapes = ShapeInference.Infer(model);
        Assert.Contains(shapes.Gaps, gap => gap.Tensor == "y" && gap.Why.Length > 0);
    }
}
