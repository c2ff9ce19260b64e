using Lamina.Onnx.Building;
using Lamina.Onnx.Text;

namespace Lamina.Onnx.Tests.Text;

public sealed class GraphTextTests
{
    [Theory]
    [InlineData("g (float[2] x) => (float[2] y) { y = Relu(x) ", "line 1, column 46: a name was wanted")]
    [InlineData("g (flat[2] x) => (float[2] y) { y = Relu(x) }", "'flat' is no element type")]
    [InlineData("g (float[2] x) => (float[2] y) { y Relu(x) }", "'=' was wanted")]
    [InlineData("g (float[2] x) => (float[2] y)\n { y = Relu<a = 1.x>(x) }", "line 2")]
    [InlineData("g (float[2] x) => (float[2] y) <float[N] w = {1}> { y = Relu(x) }", "'w' needs a shape of numbers")]
    [InlineData("g (float[2] x) => (float[2] y) { y = Relu(x) } more", "the graph ends before the text does")]
    [InlineData("<version: 3> g () => () {}", "'version' is not known here")]
    public void Parse_Malformed_NamesThePlace(string text, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<FormatException>(() => GraphText.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_GraphThatIsNone_SaysSo() =>
        Assert.Throws<OnnxFormatException>(() => GraphText.Parse("g (float[2] x) => (float[2] y) { y = Relu(z) }"));

    [Fact]
    public void Random_SameSeed_SameValues()
    {
        using OnnxModel one = GraphText.Parse("g () => () <float[4,3] w = random 5> {}");
        using OnnxModel two = GraphText.Parse("g () => () <float[4,3] w = random 5> {}");
        using OnnxModel other = GraphText.Parse("g () => () <float[4,3] w = random 6> {}");
        Assert.Equal(one.ToArray(), two.ToArray());
        Assert.NotEqual(one.ToArray(), other.ToArray());
    }

    [Fact]
    public void Builder_NameTakenTwice_IsRefused()
    {
        var builder = new GraphBuilder("g");
        string x = builder.Input("x", ElementType.Float, "N", 3);
        string a = builder.Node("Relu", [x]);
        Assert.NotEqual(a, builder.Node("Relu", [x]));
        Assert.Throws<ArgumentException>(() => builder.Node("Neg", [x], output: a));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GraphBuilder("g", opset: 6));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(13)]
    [InlineData(21)]
    [InlineData(24)]
    public void Builder_OperatorSet_IsTakenByTheRuntime(int opset)
    {
        var builder = new GraphBuilder("g", opset);
        builder.Output(builder.Node("Relu", [builder.Input("x", ElementType.Float, "N", 3)], output: "y"), ElementType.Float, "N", 3);
        using OnnxModel model = builder.Build();
        Assert.Equal([0f, 2f, 0f], Ort.Run(model.ToArray(), new Dictionary<string, OrtTensor> { ["x"] = OrtTensor.Of([-1f, 2, 0], 1, 3) })["y"].Floats);
    }
}
