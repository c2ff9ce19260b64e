using Microsoft.ML.OnnxRuntime;

namespace Lamina.Runtime;

/// <summary>Buffers as ONNX Runtime sees them for the time of one run: the same memory, held so that it cannot be freed meanwhile.</summary>
internal sealed class BoundTensors : IDisposable
{
    private readonly List<TensorStorage> _held = [];
    private readonly OrtValue[] _values;

    public BoundTensors(IReadOnlyDictionary<string, TensorBuffer> buffers)
    {
        Names = new string[buffers.Count];
        _values = new OrtValue[buffers.Count];
        try
        {
            int i = 0;
            foreach ((string name, TensorBuffer buffer) in buffers)
            {
                bool held = false;
                buffer.Storage.DangerousAddRef(ref held);
                _held.Add(buffer.Storage);
                Names[i] = name;
                _values[i++] = OrtValue.CreateTensorValueWithData(
                    OrtMemoryInfo.DefaultInstance, buffer.Type.ToOrt(), buffer.ShapeArray, buffer.Storage.DangerousGetHandle(), buffer.Storage.Length);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string[] Names { get; }

    public IReadOnlyCollection<OrtValue> Values => _values;

    public void Dispose()
    {
        foreach (OrtValue? value in _values)
        {
            value?.Dispose();
        }

        foreach (TensorStorage storage in _held)
        {
            storage.DangerousRelease();
        }
    }
}
