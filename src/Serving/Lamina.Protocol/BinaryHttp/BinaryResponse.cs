using System.Diagnostics.CodeAnalysis;
using Lamina.Protocol.Wire;

namespace Lamina.Protocol.BinaryHttp;

/// <summary>An HTTP response as a sequence of bytes (RFC 9292). Immutable as far as its memory is.</summary>
public sealed record BinaryResponse
{
    /// <summary>The final status, 200 to 599.</summary>
    public required int Status { get; init; }

    /// <summary>Informational responses that came before, in order. Default none.</summary>
    public IReadOnlyList<InformationalResponse> Informational { get; init; } = [];

    /// <summary>Header fields in order. Default none.</summary>
    public IReadOnlyList<HttpField> Fields { get; init; } = [];

    /// <summary>The content; of a parsed response it lies inside the parsed buffer. Default empty.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>As <see cref="BinaryRequest.MoreContent"/>.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> MoreContent { get; init; } = [];

    /// <summary>Trailer fields in order. Default none.</summary>
    public IReadOnlyList<HttpField> Trailers { get; init; } = [];

    /// <summary>Bytes that <see cref="Encode(Span{byte})"/> needs at least.</summary>
    public int EncodedLength => MessageEncoder.Length(this);

    /// <summary>Reads a response of known or indeterminate length; ownership of <paramref name="message"/> as for <see cref="BinaryRequest.TryParse"/>.</summary>
    /// <param name="message">The bytes.</param>
    /// <param name="limits">Ceilings.</param>
    /// <param name="response">The response.</param>
    /// <param name="refusal">One sentence: what was found, what was wanted, where.</param>
    /// <returns>False if the bytes are no such response.</returns>
    public static bool TryParse(
        Memory<byte> message, BinaryHttpLimits limits, [NotNullWhen(true)] out BinaryResponse? response, [NotNullWhen(false)] out string? refusal) =>
        Refusal.Catch(() => MessageParser.ParseResponse(message, limits), out response, out refusal);

    /// <summary>Writes the response with known length and fills the rest with padding zeros (RFC 9292 section 3.8).</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes; all of them are written.</param>
    /// <exception cref="ArgumentException">The response does not fit, or a status is out of range.</exception>
    public void Encode(Span<byte> destination) => MessageEncoder.Encode(this, destination);

    /// <summary>The status; never content.</summary>
    public override string ToString() => $"{Status} ({Fields.Count} fields, {Content.Length + MoreContent.Sum(part => part.Length)} bytes)";
}
