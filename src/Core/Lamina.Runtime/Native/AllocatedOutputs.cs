using Microsoft.ML.OnnxRuntime;

namespace Lamina.Runtime;

/// <summary>Takes over outputs that ONNX Runtime allocated.</summary>
internal static class AllocatedOutputs
{
    /// <summary>Each value becomes a buffer that owns it.</summary>
    /// <exception cref="InferenceException">An output is not a tensor of numbers in the processor's memory, or too large.</exception>
    public static TensorDictionary Own(string[] names, IDisposableReadOnlyCollection<OrtValue> values)
    {
        Dictionary<string, TensorBuffer> buffers = [];
        try
        {
            for (int i = 0; i < names.Length; i++)
            {
                buffers.Add(names[i], Own(names[i], values[i]));
            }

            return new TensorDictionary(buffers);
        }
        catch
        {
            foreach (TensorBuffer buffer in buffers.Values)
            {
                buffer.Dispose();
            }

            values.Dispose();
            throw;
        }
    }

    private static TensorBuffer Own(string name, OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        var type = OrtTypes.FromOrt(info.ElementDataType);
        try
        {
            return new TensorBuffer(type, info.Shape, new OrtStorage(value, TensorSize.Bytes(type, info.Shape)));
        }
        catch (ArgumentException exception)
        {
            throw new InferenceException(InferenceFailure.RunFailed, $"Output '{name}' cannot be returned: {exception.Message}", exception);
        }
    }
}
