using System.Text;

namespace Lamina.Protocol.Wire;

/// <summary>Writes front to back, or only measures: one description of a format gives its length and its bytes.</summary>
internal ref struct WireWriter
{
    private readonly Span<byte> _destination;
    private readonly bool _measuring;

    private WireWriter(Span<byte> destination, bool measuring)
    {
        _destination = destination;
        _measuring = measuring;
    }

    /// <summary>Bytes written or measured so far.</summary>
    public int Position { get; private set; }

    /// <summary>Counts and writes nothing.</summary>
    public static WireWriter Measure() => new(default, measuring: true);

    /// <summary>Writes into a buffer that was measured before.</summary>
    public static WireWriter To(Span<byte> destination) => new(destination, measuring: false);

    public void VarInt(int value)
    {
        Span<byte> bytes = stackalloc byte[8];
        Bytes(bytes[..Wire.VarInt.Write(bytes, (ulong)value)]);
    }

    public void Bytes(scoped ReadOnlySpan<byte> bytes)
    {
        if (!_measuring)
        {
            bytes.CopyTo(_destination[Position..]);
        }

        Position = checked(Position + bytes.Length);
    }

    /// <summary>Bytes preceded by their length.</summary>
    public void Prefixed(scoped ReadOnlySpan<byte> bytes)
    {
        VarInt(bytes.Length);
        Bytes(bytes);
    }

    /// <summary>ASCII text preceded by its length.</summary>
    public void Prefixed(string text) => Prefixed(Encoding.ASCII.GetBytes(text));
}
