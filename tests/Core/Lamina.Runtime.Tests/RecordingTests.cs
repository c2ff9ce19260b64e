using Lamina.Onnx;
using Lamina.Onnx.Text;

namespace Lamina.Runtime.Tests;

public sealed class RecordingTests
{
    private const string Net = """
        net (float[N,3,8,8] x) => (float[N,5] y) <float[4,3,3,3] w = random 1, float[144,5] v = random 2> {
          a = Conv<kernel_shape = [3,3]>(x, w)
          s = Shape(a)
          b = Flatten(a)
          y = MatMul(b, v)
        }
        """;

    [Fact]
    public void Run_NoInputs_RecordsEveryTensorForOnePicture()
    {
        using OnnxModel model = GraphText.Parse(Net);
        IReadOnlyDictionary<string, RecordedTensor> tensors = Recording.Run(model, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["a float 1x4x6x6", "b float 1x144", "s int64 4", "y float 1x5"], tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));
    }

    [Fact]
    public void Run_GivenInputs_RecordsTheirSizes()
    {
        using OnnxModel model = OnnxModel.Parse(Graphs.NonZero);
        using TensorBuffer x = TensorBuffer.Copy<float>([0, 1, 1, 0, 1], 5);
        Assert.Equal("int64 1x3", Recording.Run(model, Graphs.One("x", x), TestContext.Current.CancellationToken)["z"].ToString());
        Assert.Equal("int64 1x0", Recording.Run(model, cancellation: TestContext.Current.CancellationToken)["z"].ToString());
    }

    [Fact]
    public void Run_SequencesInside_ArePassedOver()
    {
        using OnnxModel model = GraphText.Parse("""
            net (float[4] x) => (float[1] y) <int64 one = {1}> {
              parts = SplitToSequence<axis = 0>(x)
              y = SequenceAt(parts, one)
            }
            """);
        Assert.Equal("float 1", Assert.Single(Recording.Run(model, cancellation: TestContext.Current.CancellationToken)).Value.ToString());
    }

    [Fact]
    public void Run_WrongInput_IsRefused()
    {
        using OnnxModel model = GraphText.Parse(Net);
        using TensorBuffer x = TensorBuffer.Allocate(ElementType.Float, 1, 3, 9, 8);
        InferenceException refusal = Assert.Throws<InferenceException>(() => Recording.Run(model, Graphs.One("x", x), TestContext.Current.CancellationToken));
        Assert.Equal("Input 'x' has shape ?x3x8x8, but 1x3x9x8 was given.", refusal.Message);
    }
}
