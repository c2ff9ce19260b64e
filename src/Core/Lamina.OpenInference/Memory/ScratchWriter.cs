using System.Buffers;

namespace Lamina.OpenInference.Memory;

/// <summary>A growing buffer in <see cref="ScratchMemory"/>. What it grew out of is zeroed with the rest.</summary>
internal sealed class ScratchWriter(ScratchMemory scratch, int capacity) : IBufferWriter<byte>
{
    private Memory<byte> _buffer = scratch.Take(capacity);
    private int _written;

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _buffer[.._written];

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _written);
        _written += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        int wanted = Math.Max(1, sizeHint);
        if (_buffer.Length - _written < wanted)
        {
            Memory<byte> larger = scratch.Take(checked(Math.Max(_buffer.Length * 2, _written + wanted)));
            _buffer[.._written].CopyTo(larger);
            _buffer = larger;
        }

        return _buffer[_written..];
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
