using Lamina.Onnx.Shapes;
using Lamina.Onnx.Tensors;

namespace Lamina.Onnx.Tests.Shapes;

/// <summary>Holds every inferred type, shape and known value of a model to what ONNX Runtime computes.</summary>
internal static class ShapeOracle
{
    public static void Agrees(OnnxModel model, long batch)
    {
        ShapeMap shapes = ShapeInference.Infer(model, new ShapeOptions { Batch = batch });
        ShapeMap named = ShapeInference.Infer(model);
        string[] tensors = [.. model.Graph.Nodes.SelectMany(node => node.Outputs).Where(name => name.Length > 0)];
        Dictionary<string, OrtTensor> run = Ort.Run(model.WithOutputs(tensors).ToArray(), Ort.RandomInputs(model, batch: batch));
        Dictionary<string, long> bindings = model.Graph.Inputs.SelectMany(input => input.Shape!.Take(1)).SelectMany(axis => axis.Symbols).Distinct().ToDictionary(name => name, _ => batch);
        foreach (string tensor in tensors)
        {
            Assert.Equal($"{tensor} {run[tensor].Type.Name()}[{string.Join(',', run[tensor].Dims)}]", $"{tensor} {shapes[tensor]}");
            Assert.Equal(run[tensor].Dims, named[tensor].Shape!.Evaluate(bindings)!);
            if (shapes.Value(tensor)?.Integers is { } elements)
            {
                Assert.Equal(Integers(run[tensor]), elements.Select(element => element.Value!.Value));
            }
        }
    }

    private static long[] Integers(OrtTensor tensor) => new OnnxTensor("t", tensor.Type, tensor.Dims, TensorPayload.OfBytes(tensor.Bytes)).ToInt64s();
}
