using System.Runtime.InteropServices;
using Lamina.Onnx;
using Lamina.Runtime;
using TorchSharp;

namespace Lamina.Torch.Tests;

/// <summary>ONNX Runtime as the outside oracle.</summary>
internal static class OrtOracle
{
    /// <summary>Runs a model on float32 inputs.</summary>
    public static IReadOnlyDictionary<string, float[]> Run(byte[] model, IReadOnlyDictionary<string, torch.Tensor> inputs)
    {
        using Session session = Session.Load(model, new SessionSettings { Optimization = GraphOptimization.Basic });
        Dictionary<string, TensorBuffer> buffers = inputs.ToDictionary(
            pair => pair.Key,
            pair => TensorBuffer.Copy<float>(pair.Value.contiguous().data<float>().ToArray(), pair.Value.shape));
        using TensorDictionary outputs = session.Run(buffers);
        foreach (TensorBuffer buffer in buffers.Values)
        {
            buffer.Dispose();
        }

        return session.Outputs.ToDictionary(output => output.Name, output => outputs[output.Name].Type == ElementType.Float
            ? outputs[output.Name].Values<float>().ToArray()
            : [.. MemoryMarshal.Cast<byte, long>(outputs[output.Name].Bytes).ToArray().Select(value => (float)value)]);
    }

    /// <summary>Fails where two arrays differ by more than the tolerance times the larger of 1 and the largest wanted value.</summary>
    public static void Close(float[] wanted, float[] found, double tolerance, string what)
    {
        Assert.Equal(wanted.Length, found.Length);
        double scale = Math.Max(1, wanted.Select(Math.Abs).DefaultIfEmpty().Max());
        for (int i = 0; i < wanted.Length; i++)
        {
            Assert.True(Math.Abs(wanted[i] - found[i]) <= tolerance * scale, $"{what}[{i}]: ONNX Runtime {wanted[i]}, torch {found[i]}");
        }
    }
}
