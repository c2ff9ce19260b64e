using System.Security.Cryptography;
using Lamina.Onnx.Building;
using Lamina.Onnx.Cuts;
using Lamina.Onnx.Inspection;
using Lamina.Onnx.Splitting;
using Lamina.Onnx.Tensors;
using Lamina.Onnx.Tests.Splitting;
using Lamina.Testing;

namespace Lamina.Onnx.Tests;

/// <summary>Weights of other types than float32, and weights that no memory holds.</summary>
public sealed class WeightTypeTests
{
    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    [InlineData(ElementType.Double)]
    public void FloatsOfOtherWidths_CrossAndGiveTheWhole(ElementType type)
    {
        float[] values = [.. Enumerable.Range(-8, 16).Select(i => i / 7f)];
        var graph = new GraphBuilder("g", opset: 17);
        string x = graph.Input("x", ElementType.Float, "N", 4);
        string w = graph.Initializer(new OnnxTensor("w", type, [4, 4], TensorPayload.OfBytes(Bytes(values, type))));
        string a = graph.Node("Cast", [x], "a", attributes: [OnnxAttribute.Of("to", (long)type)]);
        string product = graph.Node("MatMul", [graph.Node("Cast", [a], "b", attributes: [OnnxAttribute.Of("to", (long)ElementType.Float)]), graph.Node("Cast", [w], "wf", attributes: [OnnxAttribute.Of("to", (long)ElementType.Float)])], "c");
        graph.Output(graph.Node("Relu", [product], "y"), ElementType.Float, "N", 4);
        using OnnxModel model = graph.Build();

        ModelInspection inspection = ModelInspection.Of(model);
        Assert.Equal(["a", "b", "c"], inspection.Finder.Singles);
        Assert.Equal(type.Bytes(4), inspection.Cuts[0].Bytes);
        ModelParts parts = SplitCheck.Holds(model, ["a"], batch: 3);
        Assert.Equal(type, parts.Body.Graph.Inputs.Single().ElementType);
        Assert.Equal(Bytes(values, type), parts.Body.Graph.Initializer("w")!.ToBytes());
    }

    [Fact]
    public void QuantizedWeights_StayQuantizedAndGiveTheWhole()
    {
        var graph = new GraphBuilder("g", opset: 17);
        string x = graph.Input("x", ElementType.Float, "N", 4);
        string w = graph.Initializer(OnnxTensor.OfIntegers("w", ElementType.Int8, [4, 4], [.. Enumerable.Range(-8, 16).Select(i => (long)i * 9)]));
        string scale = graph.Initializer(OnnxTensor.OfFloats("scale", [], [0.02f]));
        string zero = graph.Initializer(OnnxTensor.OfIntegers("zero", ElementType.Int8, [], [3]));
        string quantized = graph.Node("QuantizeLinear", [x, scale, zero], "a");
        string product = graph.Node("MatMul", [graph.Node("DequantizeLinear", [quantized, scale, zero], "b"), graph.Node("DequantizeLinear", [w, scale, zero], "wf")], "c");
        graph.Output(graph.Node("Relu", [product], "y"), ElementType.Float, "N", 4);
        using OnnxModel model = graph.Build();

        ModelParts parts = SplitCheck.Holds(model, ["a"], batch: 2);
        Assert.Equal(ElementType.Int8, parts.Body.Graph.Inputs.Single().ElementType);
        Assert.Equal(4, ModelInspection.Of(model).Cuts[0].Bytes);
    }

    [Fact]
    public void WeightsOverTwoGibibytes_AreInspectedAndSplitWithoutBeingRead()
    {
        // The file beside the model has no blocks on the disk: reading or copying it would take what this test does not have.
        const long Elements = 700_000_000;
        using TempFolder folder = new();
        using (FileStream data = File.Create(folder["m.onnx.data"]))
        {
            data.SetLength(4 * Elements);
        }

        File.WriteAllBytes(folder["m.onnx"], Proto.Model(
            Proto.Node("Relu", "x", "a"),
            Proto.Node("Gather", "w", "b", Proto.Text(1, "a")),
            Proto.Node("Neg", "b", "y"),
            Proto.Message(5, Proto.Text(8, "w"), Proto.Int(1, Elements), Proto.Int(2, 1), Proto.Int(14, 1), Proto.Message(13, Proto.Text(1, "location"), Proto.Text(2, "m.onnx.data"))),
            Value(11, "x", 7),
            Value(12, "y", 1)));

        long before = GC.GetAllocatedBytesForCurrentThread();
        using OnnxModel model = OnnxModel.Open(folder["m.onnx"]);
        ModelInspection inspection = ModelInspection.Of(model);
        Assert.Equal(Elements, inspection.Parameters);
        Assert.True(GraphSplitter.TrySplit(model, new SplitRequest { Cut = ["a"] }, out ModelParts? parts, out CutRefusal? refusal), refusal?.ToString());
        Assert.Single(parts.Head.Save(folder["head.onnx"]));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100L << 20);
        Assert.True(new FileInfo(folder["head.onnx"]).Length < 1000);
        Assert.Equal(4 * Elements, parts.Body.Graph.Initializer("w")!.Payload.Length);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1000)]
    public void SaveHashed_InOneFileOrTwo_GivesTheDigestsOfTheFiles(long mostBytes)
    {
        using TempFolder folder = new();
        var graph = new GraphBuilder("g");
        string w = graph.Initializer(OnnxTensor.OfFloats("w", [300, 300], [.. Enumerable.Range(0, 90_000).Select(i => (float)i)]));
        graph.Output(graph.Node("MatMul", [graph.Node("Relu", [graph.Input("x", ElementType.Float, 1, 300)], "a"), w], "y"), ElementType.Float, 1, 300);
        using OnnxModel model = graph.Build();
        ModelParts parts = SplitCheck.Split(model, ["a"]);
        IReadOnlyList<SavedFile> files = parts.SaveHashed(folder["parts"], new OnnxSaveOptions { MaxModelBytes = mostBytes });
        Assert.Equal(parts.Save(folder["plain"], new OnnxSaveOptions { MaxModelBytes = mostBytes }).Select(Path.GetFileName), files.Select(file => Path.GetFileName(file.Path)));
        Assert.Equal(mostBytes == int.MaxValue ? 2 : 3, files.Count);
        Assert.All(files, file =>
        {
            byte[] bytes = File.ReadAllBytes(file.Path);
            Assert.Equal((bytes.LongLength, Convert.ToHexString(SHA256.HashData(bytes))), (file.Bytes, Convert.ToHexString(file.Sha256.Span)));
        });
    }

    private static byte[] Bytes(float[] values, ElementType type) => type == ElementType.Double
        ? [.. values.SelectMany(value => BitConverter.GetBytes((double)value))]
        : TensorReading.FromFloats(values, type);

    private static byte[] Value(int field, string name, int type) =>
        Proto.Message(field, Proto.Text(1, name), Proto.Message(2, Proto.Message(1, Proto.Int(1, type), Proto.Message(2, Proto.Message(1, Proto.Int(1, 2))))));
}
