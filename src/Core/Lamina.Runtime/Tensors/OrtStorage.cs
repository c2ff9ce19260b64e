using Microsoft.ML.OnnxRuntime;

namespace Lamina.Runtime;

/// <summary>Memory that ONNX Runtime allocated for an output; wiped, then given back to its allocator.</summary>
internal sealed unsafe class OrtStorage : TensorStorage
{
    private readonly OrtValue _value;

    public OrtStorage(OrtValue value, int length)
        : base(length)
    {
        _value = value;
        Span<byte> data = value.GetTensorMutableRawData();

        // The memory is native and stays where it is until the value is disposed. An empty tensor has no address.
        handle = data.IsEmpty ? -1 : (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref data[0]);
    }

    protected override bool ReleaseHandle()
    {
        // The collector ends the value before this handle, and with it the memory.
        if (!Finalized)
        {
            Wipe();
            _value.Dispose();
        }

        return true;
    }
}
