using Lamina.Onnx.Building;
using Lamina.Onnx.Inspection;
using Lamina.Onnx.Tensors;
using Lamina.Onnx.Tests.Splitting;
using Lamina.Testing;

namespace Lamina.Onnx.Tests;

public sealed class HalfStorageTests
{
    private static OnnxModel Model(float largest)
    {
        var graph = new GraphBuilder("g", opset: 17);
        string x = graph.Input("x", ElementType.Float, "N", 64);
        float[] values = [.. Enumerable.Range(0, 64 * 64).Select(i => MathF.Sin(i) / 8)];
        string w = graph.Initializer(OnnxTensor.OfFloats("w", [64, 64], values));
        values[5] = largest;
        string big = graph.Initializer(OnnxTensor.OfFloats("big", [64, 64], values));
        string bias = graph.Initializer(OnnxTensor.OfFloats("bias", [64], values.AsSpan(0, 64)));
        string a = graph.Node("Relu", [graph.Node("MatMul", [x, w], "m")], "a");
        graph.Output(graph.Node("Add", [graph.Node("MatMul", [a, big], "n"), bias], "y"), ElementType.Float, "N", 64);
        return graph.Build();
    }

    [Fact]
    public void WithHalfStorage_Model_IsHalfAsLargeAndComputesNearlyTheSame()
    {
        using OnnxModel model = Model(largest: 0.1f);
        using OnnxModel small = OnnxModel.Parse(model.WithHalfStorage().ToArray());
        Assert.InRange(small.EncodedLength, 0.5 * model.EncodedLength, 0.55 * model.EncodedLength);
        Assert.Equal(["bias", "big_float16", "w_float16"], small.Graph.Initializers.Select(tensor => tensor.Name).Order());

        OrtTensor x = OrtTensor.Of([.. Enumerable.Range(0, 128).Select(i => MathF.Cos(i))], 2, 64);
        float[] whole = Ort.Run(model.ToArray(), new Dictionary<string, OrtTensor> { ["x"] = x })["y"].Floats;
        float[] half = Ort.Run(small.ToArray(), new Dictionary<string, OrtTensor> { ["x"] = x })["y"].Floats;
        double error = whole.Zip(half, (a, b) => Math.Abs(a - b)).Max() / whole.Max(Math.Abs);
        // Rounded to eleven bits, and rounded at all.
        Assert.InRange(error, 1e-6, 2e-3);
        // Once more changes nothing.
        Assert.Equal(small.ToArray(), small.WithHalfStorage().ToArray());
    }

    [Fact]
    public void WithHalfStorage_ValueBeyondItsRange_StaysAsItIs()
    {
        using OnnxModel model = Model(largest: 70_000);
        OnnxModel small = model.WithHalfStorage();
        Assert.Equal(["bias", "big", "w_float16"], small.Graph.Initializers.Select(tensor => tensor.Name).Order());
        Assert.Equal(model.Graph.Initializer("big")!.ToBytes(), small.Graph.Initializer("big")!.ToBytes());
    }

    [Fact]
    public void WithHalfStorage_Cuts_AreThoseOfTheModel()
    {
        using OnnxModel model = Model(largest: 0.1f);
        using OnnxModel small = OnnxModel.Parse(model.WithHalfStorage().ToArray());
        Assert.Equal(ModelInspection.Of(model).Finder.Singles, ModelInspection.Of(small).Finder.Singles);
        SplitCheck.Holds(small, ["a"], batch: 2);
    }

    [Fact]
    public void WithHalfStorage_RealClassifier_KeepsItsAnswers()
    {
        using OnnxModel model = OnnxModel.Open(Tier.Shared("models", "efficientnet_lite0-imagenet.onnx"));
        byte[] small = model.WithHalfStorage().ToArray();
        Assert.InRange(small.Length, 0, 0.55 * model.EncodedLength);
        OnnxValue input = model.Graph.Inputs[0];
        long[] dims = [.. input.Shape!.Select(dimension => dimension.Value ?? 1)];
        OrtTensor x = OrtTensor.Of([.. Enumerable.Range(0, (int)dims.Aggregate((a, b) => a * b)).Select(i => MathF.Sin(i * 0.37f))], dims);
        float[] whole = Ort.Run(model.ToArray(), new Dictionary<string, OrtTensor> { [input.Name] = x }).Values.First().Floats;
        float[] half = Ort.Run(small, new Dictionary<string, OrtTensor> { [input.Name] = x }).Values.First().Floats;
        Assert.InRange(whole.Zip(half, (a, b) => Math.Abs(a - b)).Max() / whole.Max(Math.Abs), 0, 0.02);
    }
}
