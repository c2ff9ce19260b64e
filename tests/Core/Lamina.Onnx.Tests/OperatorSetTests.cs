using System.Globalization;
using Lamina.Onnx.Cuts;
using Lamina.Onnx.Text;
using Lamina.Onnx.Tests.Cuts;
using Lamina.Onnx.Tests.Shapes;
using Lamina.Onnx.Tests.Splitting;
using Microsoft.ML.OnnxRuntime;

namespace Lamina.Onnx.Tests;

/// <summary>One network in every version of the operator set that ONNX Runtime takes: what changed from version to version is written as that version wants it.</summary>
public sealed class OperatorSetTests
{
    private const int Oldest = 7;
    private const int Newest = 26;

    public static TheoryData<int> All => [.. Enumerable.Range(Oldest, Newest - Oldest + 1)];

    [Theory]
    [MemberData(nameof(All))]
    public void CutsShapesAndSplits_OfEveryOperatorSet_AreRight(int opset)
    {
        using OnnxModel model = GraphText.Parse(Classifier(opset));
        Assert.Equal(opset, model.Opset);
        ShapeOracle.Agrees(model, batch: 2);
        IReadOnlyList<string> cuts = new CutFinder(model.Graph).Singles;
        Assert.Equal(BruteForce.Singles(model.Graph), cuts);
        Assert.Equal(["conv1", "bn1", "relu6", "pool1", "sum", "padded", "cropped", "wide", "drop", "cat", "mean", "flat", "fc"], cuts);
        foreach (string cut in new[] { "relu6", "cropped", "flat" })
        {
            SplitCheck.Holds(model, [cut], batch: 2, optimisedToo: cut == "cropped");
        }
    }

    [Fact]
    public void OperatorSet_AboveTheNewest_IsRefusedByTheRuntime()
    {
        using OnnxModel model = GraphText.Parse(Classifier(Newest + 1));
        Assert.ThrowsAny<OnnxRuntimeException>(() => Ort.Run(model.ToArray(), Ort.RandomInputs(model)));
    }

    private static string Classifier(int opset)
    {
        string Since(int version, string then, string before) => opset >= version ? then : before;
        return string.Create(CultureInfo.InvariantCulture, $$"""
            <opset_import: ["": {{opset}}]>
            g (float[N,3,12,12] x) => (float[N,5] y)
            <float[8,3,3,3] w1 = random 1, float[8] s = random 2, float[8] b = random 3, float[8] m = random 4, float[8] v = {1,2,3,4,5,6,7,8}, float[8,8,3,3] w2 = random 5, float[5,8] w3 = random 6, float[5] b3 = random 7,
             float low = {0}, float high = {6}, int64[8] pads = {0,0,1,1,0,0,1,1}, int64[2] starts = {1,0}, int64[2] ends = {7,9223372036854775807}, int64[2] hw = {2,3}, float[4] scales = {1,1,2,2}, float[0] none = {}> {
              conv1 = Conv<pads = [1,1,1,1]>(x, w1)
              bn1 = BatchNormalization(conv1, s, b, m, v)
              relu6 = {{Since(11, "Clip(bn1, low, high)", "Clip<min = 0.0, max = 6.0>(bn1)")}}
              pool1 = MaxPool<kernel_shape = [2,2], strides = [2,2]>(relu6)
              conv2 = Conv<pads = [1,1,1,1]>(pool1, w2)
              sum = Add(pool1, conv2)
              padded = {{Since(11, "Pad(sum, pads)", "Pad<pads = [0,0,1,1,0,0,1,1]>(sum)")}}
              cropped = {{Since(10, "Slice(padded, starts, ends, hw)", "Slice<starts = [1,0], ends = [7,9223372036854775807], axes = [2,3]>(padded)")}}
              wide = {{(opset >= 11 ? "Resize(cropped, none, scales)" : opset == 10 ? "Resize(cropped, scales)" : opset == 9 ? "Upsample(cropped, scales)" : "Upsample<scales = [1.0,1.0,2.0,2.0]>(cropped)")}}
              drop = Dropout(wide)
              left, right = {{Since(18, "Split<axis = 1, num_outputs = 2>(drop)", "Split<axis = 1>(drop)")}}
              cat = Concat<axis = 1>(right, left)
              mean = {{Since(18, "ReduceMean(cat, hw)", "ReduceMean<axes = [2,3]>(cat)")}}
              flat = {{Since(13, "Squeeze(mean, hw)", "Squeeze<axes = [2,3]>(mean)")}}
              fc = Gemm<transB = 1>(flat, w3, b3)
              y = Softmax<axis = 1>(fc)
            }
            """);
    }
}
