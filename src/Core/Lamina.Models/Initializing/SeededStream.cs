using System.Runtime.InteropServices;

namespace Lamina.Models.Initializing;

/// <summary>Float32 values drawn as they are read.</summary>
internal sealed class SeededStream(Initialization initialization, SplitMix random, long count) : Stream
{
    private const int Block = 4096;

    /// <summary>Deviation of a sum of four 16-bit numbers: each has (2^32 - 1) / 12.</summary>
    private static readonly double SumDeviation = Math.Sqrt(4 * (4294967296.0 - 1) / 12);

    private readonly float[] _values = new float[Block];
    private long _drawn;
    private int _used;
    private int _filled;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => count * sizeof(float);

    public override long Position
    {
        get => ((_drawn - _filled) * sizeof(float)) + _used;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_used == _filled * sizeof(float))
        {
            Draw();
        }

        ReadOnlySpan<byte> ready = MemoryMarshal.AsBytes(_values.AsSpan(0, _filled))[_used..];
        int bytes = Math.Min(ready.Length, buffer.Length);
        ready[..bytes].CopyTo(buffer);
        _used += bytes;
        return bytes;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Draw()
    {
        _filled = (int)Math.Min(Block, count - _drawn);
        _used = 0;
        _drawn += _filled;
        if (initialization.Scale == 0)
        {
            _values.AsSpan(0, _filled).Fill((float)initialization.Constant);
            return;
        }

        double scale = initialization.Bell ? initialization.Scale / SumDeviation : initialization.Scale / (1L << 31);
        for (int i = 0; i < _filled; i++)
        {
            ulong bits = random.Next();
            _values[i] = (float)(scale * (initialization.Bell ? Bell(bits) : (long)(bits >> 32) - (1L << 31)));
        }
    }

    /// <summary>
    /// A sum of four uniform numbers, centred: bell-shaped up to 3.5 deviations. Only additions, so the bits are the same everywhere, which
    /// a logarithm and a cosine do not promise.
    /// </summary>
    private static long Bell(ulong bits) =>
        (long)((bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48)) - (2 * 65535);
}
