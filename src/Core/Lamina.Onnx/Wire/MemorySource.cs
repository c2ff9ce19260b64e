namespace Lamina.Onnx.Wire;

/// <summary>A buffer, such as the bytes an enclave has hashed.</summary>
internal sealed class MemorySource(ReadOnlyMemory<byte> bytes, string name = "the buffer") : ByteSource
{
    public override long Length => bytes.Length;

    public override string Name => name;

    public override int Read(long offset, Span<byte> destination)
    {
        ReadOnlySpan<byte> rest = bytes.Span[(int)Math.Min(offset, bytes.Length)..];
        int count = Math.Min(rest.Length, destination.Length);
        rest[..count].CopyTo(destination);
        return count;
    }
}
