using Lamina.Onnx.Wire;

namespace Lamina.Onnx.External;

/// <summary>External files that a caller has already read (and hashed); nothing is opened.</summary>
internal sealed class BufferFiles(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> buffers) : ExternalFiles
{
    protected override ByteSource Open(string location) => buffers.TryGetValue(location, out ReadOnlyMemory<byte> bytes)
        ? new MemorySource(bytes, location)
        : throw new OnnxFormatException($"external data '{location}' was not given with the model");
}
