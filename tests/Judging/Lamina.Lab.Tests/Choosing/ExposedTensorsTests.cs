using System.Collections.Immutable;
using Lamina.Lab.Choosing;
using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.Onnx.Text;

namespace Lamina.Lab.Tests.Choosing;

/// <summary>A cut is never judged alone: the worker computes on.</summary>
public sealed class ExposedTensorsTests
{
    private const string Chain = """<opset_import: ["": 17]> g (float[N,4] x) => (float[N,4] y) { a = Relu(x) b = Sigmoid(a) c = Tanh(b) d = Relu(c) y = Neg(d) }""";

    [Theory]
    [InlineData("a,b,c,d", "a", "", "a b c d")]
    [InlineData("a,d", "a", "", "a d b")]
    [InlineData("a", "a", "", "a b c")]
    [InlineData("a,c", "c", "", "c d")]
    [InlineData("a", "a", "b", "a b")]
    public void Of_ACandidate_HoldsTheDeeperCandidatesAndTheNextTensorsThatTheWorkerSees(string candidates, string cut, string tail, string expected)
    {
        using OnnxModel model = GraphText.Parse(Chain);
        ImmutableArray<ImmutableArray<string>> exposed = ExposedTensors.Of(
            ModelInspection.Of(model), candidates.Split(',').Select(tensor => ImmutableArray.Create(tensor)), [cut], tail.Length == 0 ? [] : [tail], 2);
        Assert.Equal(expected, string.Join(' ', exposed.Select(tensors => tensors.Single())));
    }
}
