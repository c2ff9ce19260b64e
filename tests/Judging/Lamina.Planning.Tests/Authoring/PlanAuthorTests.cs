using Lamina.Onnx;
using Lamina.Onnx.Cuts;
using Lamina.Onnx.Splitting;
using Lamina.Onnx.Text;
using Lamina.Planning.Authoring;
using Lamina.Plans;
using Lamina.Testing;

namespace Lamina.Planning.Tests.Authoring;

/// <summary>Whatever the splitter writes has a plan that its own rules accept.</summary>
public sealed class PlanAuthorTests
{
    /// <summary>What follows the cut is resized to the input's size, which does not follow from the cut.</summary>
    private const string Resized = """
        g (float[1,3,H,W] x) => (float[] y) <float[4,3,3,3] w = random 1, int64[1] two = {2}, int64[1] four = {4}, int64[1] zero = {0}> {
          a = Conv<strides = [2,2], pads = [1,1,1,1]>(x, w)
          b = Relu(a)
          s = Shape(x)
          hw = Slice(s, two, four, zero)
          e = Neg(b)
          c = Shape(e)
          nc = Slice(c, zero, two, zero)
          size = Concat<axis = 0>(nc, hw)
          d = Resize<mode = "nearest">(b, "", "", size)
          f = Resize<mode = "nearest">(e, "", "", size)
          y = Add(d, f)
        }
        """;

    private const string Skipping = """
        g (float[N,4] x) => (float[N,4] y) { a = Relu(x)  b = Neg(a)  c = Exp(b)  d = Add(a, c)  e = Abs(d)  y = Sigmoid(e) }
        """;

    [Fact]
    public void Unjudged_CutOfTwoTensorsWithATail_IsValid()
    {
        Plan plan = Split(Skipping, ["a", "b"], ["d"]);
        Assert.Equal(["a", "b"], plan.Body.Inputs.Select(tensor => tensor.Name));
        Assert.Equal(["a", "b", "c", "d"], plan.Cut.Exposed);
        Assert.Equal(["d"], plan.Tail!.Inputs.Select(tensor => tensor.Name));
    }

    [Fact]
    public void Unjudged_ShapeThatTheBodyTakes_IsValidAndExposed()
    {
        Plan plan = Split(Resized, ["a"], []);
        Assert.Equal(["hw"], plan.Cut.ShapeTensors.Select(tensor => tensor.Name));
        Assert.Contains("hw", plan.Cut.Exposed);
    }

    [Fact]
    public void Unjudged_ShapeThatTheTailAloneTakes_IsValidAndNotExposed()
    {
        Plan plan = Split(Resized, ["a"], ["b"]);
        Assert.Equal(["a"], plan.Body.Inputs.Select(tensor => tensor.Name));
        Assert.Equal(["b", "hw"], plan.Tail!.Inputs.Select(tensor => tensor.Name));
        Assert.DoesNotContain("hw", plan.Cut.Exposed);
    }

    [Fact]
    public void Unjudged_ShapeThatTheBodyGivesTheTail_IsValidAndExposed()
    {
        Plan plan = Split(Resized.Replace("Shape(e)", "Shape(b)", StringComparison.Ordinal), ["a"], ["b"]);
        Assert.Equal(["a", "hw"], plan.Body.Inputs.Select(tensor => tensor.Name));
        Assert.Equal(["b", "size"], plan.Tail!.Inputs.Select(tensor => tensor.Name));
        Assert.Contains("size", plan.Cut.Exposed);
    }

    private static Plan Split(string graph, string[] cut, string[] tail)
    {
        using TempFolder folder = new();
        using OnnxModel model = GraphText.Parse(graph);
        model.Save(folder["net.onnx"]);
        Assert.True(GraphSplitter.TrySplit(model, new SplitRequest { Cut = cut, TailCut = tail }, out ModelParts? parts, out CutRefusal? refusal), refusal?.ToString());
        parts.Save(folder["parts"]);
        Plan plan = PlanAuthor.Unjudged(folder["parts"], new PlanRequest
        {
            ModelPath = folder["net.onnx"], CutLabel = "cut", CutTensors = cut, CreatedBy = "a test", ToolVersion = "0.1.0",
            RecordedShapes = new Dictionary<string, IReadOnlyList<long>> { ["y"] = [1, 4, 1, 1], ["d"] = [1, 4, 1, 1] },
        });
        Assert.Empty(plan.Validate());
        Assert.Equal(plan.Digest(), Plan.Parse(plan.ToBytes()).Digest());
        return plan;
    }
}
