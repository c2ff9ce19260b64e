using Lamina.Onnx.Wire;

namespace Lamina.Onnx.Tensors;

/// <summary>A payload that lies in a file or buffer as it is.</summary>
internal sealed class SlicePayload(ByteSlice slice) : TensorPayload
{
    public ByteSlice Slice => slice;

    public override long Length => slice.Length;

    public override Stream Open() => new SliceStream(slice);
}
