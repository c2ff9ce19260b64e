using Lamina.Onnx.Cuts;
using Lamina.Onnx.Splitting;
using Lamina.Onnx.Text;

namespace Lamina.Onnx.Tests.Splitting;

public sealed class GraphSplitterTests
{
    [Fact]
    public void ShapeOfTheInput_NeededByTheBody_IsRecomputedFromTheCut()
    {
        using OnnxModel model = GraphText.Parse("""
            g (float[N,3,4,4] x) => (float[] y) <float[8,3,3,3] w = random 1, int64 zero = {0}, int64[1] first = {0}, int64[1] minus = {-1}, float[32,5] fc = random 2> {
              s = Shape(x)
              n = Gather(s, zero)
              nu = Unsqueeze(n, first)
              target = Concat<axis = 0>(nu, minus)
              a = Conv(x, w)
              b = Relu(a)
              flat = Reshape(b, target)
              y = MatMul(flat, fc)
            }
            """);
        ModelParts parts = SplitCheck.Holds(model, ["a"], batch: 3);
        Assert.Empty(parts.ShapeTensors);
        Assert.Equal("float[N,8,2,2] a", parts.Body.Graph.Inputs[0].ToString());
        Assert.Contains(parts.Body.Graph.Nodes, node => node.OpType == "Shape" && node.Inputs[0] == "a");
    }

    [Fact]
    public void ShapeOfAFixedInput_NeededByTheBody_IsFolded()
    {
        using OnnxModel model = GraphText.Parse("""
            g (float[2,3,4] x) => (float[] y) { s = Shape(x)  a = Transpose(x)  b = Relu(a)  y = Reshape(b, s) }
            """);
        ModelParts parts = SplitCheck.Holds(model, ["a"]);
        Assert.Equal(["Constant", "Relu", "Reshape"], parts.Body.Graph.Nodes.Select(node => node.OpType));
        Assert.Equal(["a"], parts.Body.Graph.Inputs.Select(input => input.Name));
    }

    [Fact]
    public void ShapeThatDoesNotFollowFromTheCut_CrossesAsANamedIntegerTensor()
    {
        using OnnxModel model = GraphText.Parse("""
            g (float[1,3,H,W] x) => (float[] y) <float[4,3,3,3] w = random 1, int64[1] two = {2}, int64[1] four = {4}, int64[1] zero = {0}> {
              a = Conv<strides = [2,2], pads = [1,1,1,1]>(x, w)
              b = Relu(a)
              s = Shape(x)
              hw = Slice(s, two, four, zero)
              c = Shape(b)
              nc = Slice(c, zero, two, zero)
              size = Concat<axis = 0>(nc, hw)
              y = Resize<mode = "nearest">(b, "", "", size)
            }
            """);
        ModelParts parts = SplitCheck.Split(model, ["a"]);
        Assert.Equal(["hw"], parts.ShapeTensors);
        Assert.Equal(["float[1,4,floor((H - 1)/2) + 1,floor((W - 1)/2) + 1] a", "int64[2] hw"], parts.Body.Graph.Inputs.Select(input => input.ToString()));

        Dictionary<string, OrtTensor> inputs = new() { ["x"] = OrtTensor.Of([.. Enumerable.Range(0, 3 * 9 * 12).Select(i => i * 0.01f)], 1, 3, 9, 12) };
        Dictionary<string, OrtTensor> whole = Ort.Run(model.ToArray(), inputs);
        Assert.Equal(whole["y"].Bytes, SplitCheck.RunParts(parts, inputs, optimised: false)["y"].Bytes);
        Assert.Equal([1, 4, 9, 12], whole["y"].Dims);
    }

    [Fact]
    public void ShapeNeededByTheTailAlone_CrossesFromTheHead()
    {
        using OnnxModel model = GraphText.Parse("""
            g (float[1,3,H,W] x) => (float[] y) <int64[1] two = {2}, int64[1] four = {4}, int64[1] zero = {0}> {
              a = AveragePool<kernel_shape = [2,2], strides = [2,2]>(x)
              b = Relu(a)
              t = Neg(b)
              s = Shape(x)
              hw = Slice(s, two, four, zero)
              c = Shape(t)
              nc = Slice(c, zero, two, zero)
              size = Concat<axis = 0>(nc, hw)
              y = Resize<mode = "nearest">(t, "", "", size)
            }
            """);
        ModelParts parts = SplitCheck.Split(model, ["a"], ["b"]);
        Assert.Equal(["a", "hw"], parts.Head.Graph.Outputs.Select(output => output.Name));
        Assert.Equal(["a"], parts.Body.Graph.Inputs.Select(input => input.Name));
        Assert.Equal(["b", "hw"], parts.Tail!.Graph.Inputs.Select(input => input.Name));
        Dictionary<string, OrtTensor> inputs = new() { ["x"] = OrtTensor.Of([.. Enumerable.Range(0, 3 * 8 * 6).Select(i => i * 0.01f)], 1, 3, 8, 6) };
        Assert.Equal(Ort.Run(model.ToArray(), inputs)["y"].Bytes, SplitCheck.RunParts(parts, inputs, optimised: false)["y"].Bytes);
    }

    [Fact]
    public void WindowsThatMultiplyTheBatch_AreDividedAgain()
    {
        // As Swin does it: windows join the batch before the cut, the body needs the batch back.
        using OnnxModel model = GraphText.Parse("""
            g (float[N,4,6] x) => (float[] y) <int64[3] windows = {-1, 2, 6}, int64 zero = {0}, int64[1] first = {0}, int64[2] rest = {4, 6}, float[6,6] w = random 1> {
              s = Shape(x)
              n = Gather(s, zero)
              nu = Unsqueeze(n, first)
              back = Concat<axis = 0>(nu, rest)
              a = Reshape(x, windows)
              b = MatMul(a, w)
              y = Reshape(b, back)
            }
            """);
        ModelParts parts = SplitCheck.Holds(model, ["a"], batch: 3);
        Assert.Equal("float[2*N,2,6] a", parts.Body.Graph.Inputs[0].ToString());
        Assert.Contains(parts.Body.Graph.Nodes, node => node.OpType == "Div");
    }

    [Fact]
    public void SharedWeightsAndConstantChains_GoToBothParts()
    {
        using OnnxModel model = GraphText.Parse("""
            g (float[N,4] x) => (float[] y) <float[4,4] w = random 1, float[4,4] only = random 2> {
              same = Identity(w)
              wt = Transpose(same)
              one = Constant<value = float[1] {1}>()
              a = MatMul(x, wt)
              b = Add(a, one)
              c = MatMul(b, wt)
              d = MatMul(c, only)
              y = Add(d, one)
            }
            """);
        ModelParts parts = SplitCheck.Holds(model, ["b"], batch: 2);
        Assert.Equal(["w"], parts.Head.Graph.Initializers.Select(tensor => tensor.Name));
        Assert.Equal(["w", "only"], parts.Body.Graph.Initializers.Select(tensor => tensor.Name));
        Assert.Equal(["Identity", "Transpose", "Constant", "MatMul", "MatMul", "Add"], parts.Body.Graph.Nodes.Select(node => node.OpType));
    }

    [Fact]
    public void TwoInputsTwoOutputs_AndAnOptionalInput_Split()
    {
        using OnnxModel model = GraphText.Parse("""
            g (float[N,4] x, float[N,4] z) => (float[] y, float[] p) <float high = {3}> {
              a = Relu(x)
              b = Neg(z)
              c = Add(a, b)
              d = Clip(c, "", high)
              y = Exp(d)
              p = Abs(c)
            }
            """);
        SplitCheck.Holds(model, ["c"], batch: 2);
        SplitCheck.Holds(model, ["a", "b"], batch: 2);
        SplitCheck.Holds(model, ["c", "d"], batch: 2);
    }

    [Fact]
    public void SubgraphWithCapturedTensors_GoesToItsPart()
    {
        using OnnxModel model = GraphText.Parse("""
            g (float[2,4] x) => (float[] y) <float[4] w = random 1, float zero = {0}> {
              a = Relu(x)
              m = ReduceSum<keepdims = 0>(a)
              flag = Greater(m, zero)
              y = If(flag) <then_branch = t () => (float[] p) { p = Add(a, w) }, else_branch = e () => (float[] q) { q = Sub(a, w) }>
            }
            """);
        ModelParts parts = SplitCheck.Holds(model, ["a"]);
        Assert.Equal(["w", "zero"], parts.Body.Graph.Initializers.Select(tensor => tensor.Name));
        Assert.Empty(parts.Head.Graph.Initializers);
    }

    [Fact]
    public void UnsortedFile_IsWrittenInAnOrderThatRuns()
    {
        using OnnxModel model = GraphText.Parse("g (float[2] x) => (float[] y) { y = Exp(b)  b = Neg(a)  a = Relu(x) }");
        ModelParts parts = SplitCheck.Holds(model, ["a"]);
        Assert.Equal(["Neg", "Exp"], parts.Body.Graph.Nodes.Select(node => node.OpType));
    }

    [Fact]
    public void OldFormatThatListsInitializersAsInputs_KeepsThemListed()
    {
        byte[] tensor = Proto.Message(5, Proto.Int(1, 4), Proto.Int(2, 1), Proto.Text(8, "w"), Proto.Bytes(9, new byte[16]));
        using OnnxModel old = OnnxModel.Parse(Proto.Join(Proto.Int(1, 3), Proto.Message(8, Proto.Int(2, 7)), Proto.Message(
            7,
            Proto.Node("Add", "x", "a", Proto.Text(1, "w")),
            Proto.Node("Relu", "a", "b"),
            Proto.Node("Neg", "b", "y"),
            tensor,
            Value(11, "x"),
            Value(11, "w"),
            Value(12, "y"))));
        ModelParts parts = SplitCheck.Holds(old, ["a"]);
        Assert.Equal(["x", "w"], parts.Head.Graph.DeclaredInputs.Select(input => input.Name));
        Assert.Equal(["x"], parts.Head.Graph.Inputs.Select(input => input.Name));
        Assert.Equal(["a"], parts.Body.Graph.DeclaredInputs.Select(input => input.Name));
    }

    [Fact]
    public void UnknownOperatorsFunctionsAndFields_SurviveInTheirParts()
    {
        byte[] odd = Proto.Node("Odd", "a", "b", Proto.Text(7, "my"), Proto.Bytes(1000, 1, 2, 3), Proto.Message(5, Proto.Text(1, "k"), Proto.Int(3, 6), Proto.Int(20, 2), Proto.Bytes(99, 4)));
        byte[] function = Proto.Message(25, Proto.Text(1, "Odd"), Proto.Text(4, "i"), Proto.Text(5, "o"), Proto.Node(7, "Relu", "i", "o"), Proto.Message(9, Proto.Int(2, 17)), Proto.Text(10, "my"));
        byte[] model = Proto.Join(
            Proto.Model(Proto.Node("Relu", "x", "a"), odd, Proto.Node("Neg", "b", "y"), Value(11, "x"), Value(12, "y"), Proto.Bytes(2000, 7, 7)),
            Proto.Message(8, Proto.Text(1, "my"), Proto.Int(2, 1)),
            Proto.Message(14, Proto.Text(1, "key"), Proto.Text(2, "value")),
            Proto.Bytes(3000, 8),
            function);
        using OnnxModel whole = OnnxModel.Parse(model);
        ModelParts parts = SplitCheck.Holds(whole, ["a"]);
        byte[] body = parts.Body.ToArray();
        foreach (byte[] kept in new[] { odd, function, Proto.Bytes(2000, 7, 7), Proto.Bytes(3000, 8) })
        {
            Assert.True(body.AsSpan().IndexOf(kept) >= 0);
        }

        Assert.Equal("value", OnnxModel.Parse(body).Metadata["key"]);
        Assert.Equal("Odd", OnnxModel.Parse(body).Functions[0].Name);
    }

    [Fact]
    public void RandomValuesNeededByBothSides_AreRefused()
    {
        using OnnxModel model = GraphText.Parse("""
            g (float[2,4] x) => (float[] y) { r = RandomNormal<shape = [4], seed = 1.0>()  a = Add(x, r)  b = Relu(a)  y = Add(b, r) }
            """);
        CutRefusal refusal = SplitCheck.Refused(model, ["a"]);
        Assert.Equal((CutRefusalReason.Inseparable, "both sides would need the random values of RandomNormal (gives 'r')"), (refusal.Reason, refusal.Why));
    }

    [Fact]
    public void CutOfUnknownType_IsRefusedAndARecordedTypeHelps()
    {
        using OnnxModel model = GraphText.Parse("""
            <opset_import: ["": 17, "my": 1]>
            g (float[1,4] x) => (float[] y) { a = my.Odd(x)  y = Relu(a) }
            """);
        Assert.Contains("the element type of 'a' is not known (my.Odd has no shape rule)", SplitCheck.Refused(model, ["a"]).ToString(), StringComparison.Ordinal);
        var request = new SplitRequest { Cut = ["a"], Recorded = new Dictionary<string, Lamina.Onnx.Shapes.TensorType> { ["a"] = new(ElementType.Float, TensorShape.Of(1, 4)) } };
        Assert.True(GraphSplitter.TrySplit(model, request, out ModelParts? parts, out _));
        Assert.Equal("float[?,?] a", parts.Body.Graph.Inputs[0].ToString());
    }

    [Theory]
    [InlineData("b", "a")]
    [InlineData("b", "b")]
    public void TailBeforeTheCut_IsRefused(string cut, string tail)
    {
        using OnnxModel model = GraphText.Parse("g (float[2] x) => (float[] y) { a = Relu(x)  b = Neg(a)  c = Abs(b)  y = Exp(c) }");
        Assert.Equal(CutRefusalReason.Inseparable, SplitCheck.Refused(model, [cut], [tail]).Reason);
    }

    [Fact]
    public void Join_PartsThatDoNotBelongTogether_IsRefused()
    {
        using OnnxModel one = GraphText.Parse("g (float[2] x) => (float[2] a) <float[2] w = {1,2}> { a = Add(x, w) }");
        using OnnxModel other = GraphText.Parse("g (float[2] a) => (float[2] y) <float[2] w = {1,3}> { y = Add(a, w) }");
        using OnnxModel clash = GraphText.Parse("g (float[2] b) => (float[2] a) { a = Neg(b) }");
        using OnnxModel opset = GraphText.Parse("<opset_import: [\"\": 12]> g (float[2] a) => (float[2] y) { y = Neg(a) }");
        Assert.Contains("different constants 'w'", Assert.Throws<OnnxFormatException>(() => GraphJoiner.Join(one, other)).Message, StringComparison.Ordinal);
        Assert.Contains("compute 'a' differently", Assert.Throws<OnnxFormatException>(() => GraphJoiner.Join(one, clash)).Message, StringComparison.Ordinal);
        Assert.Contains("operator sets", Assert.Throws<OnnxFormatException>(() => GraphJoiner.Join(one, opset)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RandomGraphs_SplitAtEveryCut_GiveTheSameResult()
    {
        int run = 0;
        for (int seed = 0; seed < 150; seed++)
        {
            using OnnxModel model = RunnableGraphs.Make(seed);
            var finder = new CutFinder(model.Graph);
            List<IReadOnlyList<string>> cuts = [.. finder.Singles.Select(cut => new[] { cut }), .. finder.Minimal(2, maxCuts: 20).Cuts];
            foreach (IReadOnlyList<string> cut in cuts.Where((_, i) => i % 3 == seed % 3))
            {
                SplitCheck.Holds(model, cut, batch: 2);
                run++;
            }
        }

        Assert.True(run > 100, "the random graphs have too few cuts to test anything");
    }

    private static byte[] Value(int field, string name) =>
        Proto.Message(field, Proto.Text(1, name), Proto.Message(2, Proto.Message(1, Proto.Int(1, 1), Proto.Message(2, Proto.Message(1, Proto.Int(1, 4))))));
}
