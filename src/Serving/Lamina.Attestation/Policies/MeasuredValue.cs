namespace Lamina.Attestation.Policies;

/// <summary>What a policy wants of one measured field: exactly these bytes, or any, written out as <c>"any"</c>.</summary>
public sealed class MeasuredValue
{
    private readonly byte[]? _bytes;

    private MeasuredValue(byte[]? bytes) => _bytes = bytes;

    /// <summary>Any value will do. A policy has to say so in writing.</summary>
    public static MeasuredValue Any { get; } = new(null);

    /// <summary>True if any value will do.</summary>
    public bool IsAny => _bytes is null;

    /// <summary>The bytes wanted; empty if any will do.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Exactly these bytes; they are copied.</summary>
    public static MeasuredValue Exactly(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());

    /// <summary>True if <paramref name="found"/> is what is wanted.</summary>
    public bool Matches(ReadOnlySpan<byte> found) => _bytes is null || found.SequenceEqual(_bytes);

    /// <summary>Lower-case hex, or <c>any</c>: the policy file's text.</summary>
    public override string ToString() => _bytes is null ? "any" : Convert.ToHexStringLower(_bytes);
}
