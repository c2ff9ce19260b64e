using System.Runtime.InteropServices;
using Lamina.Client.Results;
using Lamina.OpenInference;
using Lamina.Plans.Preprocess;

namespace Lamina.Client.Tests;

public sealed class PredictionsTests
{
    [Fact]
    public void Rank_Logits_AreSoftmaxedAndSorted()
    {
        IReadOnlyList<Prediction> ranked = Predictions.Rank(Output(0, MathF.Log(3), 0), Classifier(OutputKind.Logits, ["a", "b", "c"]));
        Assert.Equal(("b", 1), (ranked[0].Name, ranked[0].Index));
        Assert.Equal([0.6, 0.2, 0.2], ranked.Select(one => Math.Round(one.Score, 6)));
    }

    [Fact]
    public void Rank_OneLogit_IsTheSigmoid() =>
        Assert.Equal(0.75, Predictions.Rank(Output(MathF.Log(3)), Classifier(OutputKind.Logits, null))[0].Score, 6);

    [Fact]
    public void Rank_ProbabilitiesWithoutLabels_KeepTheirValuesAndAreNumbered() =>
        Assert.Equal([("class 1", 0.75), ("class 0", 0.25)], Predictions.Rank(Output(0.25f, 0.75f), Classifier(OutputKind.Probabilities, null)).Select(one => (one.Name, one.Score)));

    [Fact]
    public void Rank_AnotherElementType_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Predictions.Rank(new InferTensor("y", DataType.Int32, [1], new byte[4]), Classifier(OutputKind.Logits, null)));

    private static InferTensor Output(params float[] values) => new("y", DataType.Fp32, [1, values.Length], MemoryMarshal.AsBytes<float>(values).ToArray());

    private static Preprocessing Classifier(OutputKind kind, string[]? labels) => new()
    {
        Geometry = [new GeometryStep { Resize = new Resize { Width = 4, Height = 4, Filter = ResizeFilter.Bilinear } }],
        Tensor = new TensorForm { Layout = TensorLayout.Nchw, Channels = ChannelOrder.Rgb, Mean = [0, 0, 0], Std = [1, 1, 1] },
        Labels = labels is null ? null : [.. labels],
        Output = kind,
    };
}
