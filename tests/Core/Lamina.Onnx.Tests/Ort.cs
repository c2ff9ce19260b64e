using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Lamina.Onnx.Tests;

/// <summary>A tensor that ONNX Runtime gave or takes.</summary>
internal sealed record OrtTensor(ElementType Type, long[] Dims, byte[] Bytes)
{
    public float[] Floats => MemoryMarshal.Cast<byte, float>(Bytes).ToArray();

    public static OrtTensor Of(float[] values, params long[] dims) => new(ElementType.Float, dims, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public static OrtTensor Of(long[] values, params long[] dims) => new(ElementType.Int64, dims, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
}

/// <summary>Runs models on the real ONNX Runtime: the outside oracle of shapes and of splits.</summary>
internal static class Ort
{
    /// <summary>Every output of one run on one thread.</summary>
    public static Dictionary<string, OrtTensor> Run(byte[] model, IReadOnlyDictionary<string, OrtTensor> inputs, bool optimised = false)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = optimised ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
            IntraOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        using var session = new InferenceSession(model, options);
        return Run(session, inputs);
    }

    /// <summary>Every output of one run.</summary>
    public static Dictionary<string, OrtTensor> Run(InferenceSession session, IReadOnlyDictionary<string, OrtTensor> inputs)
    {
        using var run = new RunOptions();
        Dictionary<string, OrtValue> values = session.InputNames.ToDictionary(name => name, name => ToOrt(inputs[name]));
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, values, session.OutputNames);
            return session.OutputNames.Zip(results).ToDictionary(pair => pair.First, pair => FromOrt(pair.Second));
        }
        finally
        {
            foreach (OrtValue value in values.Values)
            {
                value.Dispose();
            }
        }
    }

    /// <summary>Inputs of the declared types, axes without a number taken as 1, filled from a seed.</summary>
    public static Dictionary<string, OrtTensor> RandomInputs(OnnxModel model, int seed = 1, long batch = 1)
    {
        var random = new Random(seed);
        return model.Graph.Inputs.ToDictionary(input => input.Name, input =>
        {
            long[] dims = [.. input.Shape!.Select((dimension, axis) => dimension.Value ?? (axis == 0 ? batch : 1))];
            byte[] bytes = new byte[input.ElementType.Bytes(dims.Aggregate(1L, (all, dim) => all * dim))!.Value];
            if (input.ElementType == ElementType.Float)
            {
                foreach (ref float value in MemoryMarshal.Cast<byte, float>(bytes.AsSpan()))
                {
                    value = (float)random.NextDouble();
                }
            }

            return new OrtTensor(input.ElementType, dims, bytes);
        });
    }

    private static OrtValue ToOrt(OrtTensor tensor)
    {
        OrtValue value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (Microsoft.ML.OnnxRuntime.Tensors.TensorElementType)tensor.Type, tensor.Dims);
        tensor.Bytes.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private static OrtTensor FromOrt(OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        return new OrtTensor((ElementType)info.ElementDataType, info.Shape, value.GetTensorMutableRawData().ToArray());
    }
}
