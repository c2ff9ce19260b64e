using System.Diagnostics.CodeAnalysis;
using Lamina.Protocol.Wire;

namespace Lamina.Protocol.BinaryHttp;

/// <summary>An HTTP request as a sequence of bytes (RFC 9292). Immutable as far as its memory is.</summary>
public sealed record BinaryRequest
{
    /// <summary>The method, for example <c>POST</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The scheme. Default <c>https</c>.</summary>
    public string Scheme { get; init; } = "https";

    /// <summary>The authority. Default empty: the request names no host.</summary>
    public string Authority { get; init; } = "";

    /// <summary>Path and query.</summary>
    public required string Path { get; init; }

    /// <summary>Header fields in order. Default none.</summary>
    public IReadOnlyList<HttpField> Fields { get; init; } = [];

    /// <summary>The content; of a parsed request it lies inside the parsed buffer. Default empty.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>
    /// Content that follows <see cref="Content"/> when the message is written, so that parts which lie apart need not be joined first. Default none;
    /// a parsed message has all of its content in <see cref="Content"/>.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> MoreContent { get; init; } = [];

    /// <summary>Trailer fields in order. Default none.</summary>
    public IReadOnlyList<HttpField> Trailers { get; init; } = [];

    /// <summary>Bytes that <see cref="Encode(Span{byte})"/> needs at least.</summary>
    public int EncodedLength => MessageEncoder.Length(this);

    /// <summary>
    /// Reads a request of known or indeterminate length.
    /// </summary>
    /// <param name="message">
    /// The bytes. The request refers to them; chunks of content are moved together in place, so they are the request's from now on.
    /// </param>
    /// <param name="limits">Ceilings.</param>
    /// <param name="request">The request.</param>
    /// <param name="refusal">One sentence: what was found, what was wanted, where.</param>
    /// <returns>False if the bytes are no such request.</returns>
    public static bool TryParse(
        Memory<byte> message, BinaryHttpLimits limits, [NotNullWhen(true)] out BinaryRequest? request, [NotNullWhen(false)] out string? refusal) =>
        Refusal.Catch(() => MessageParser.ParseRequest(message, limits), out request, out refusal);

    /// <summary>Writes the request with known length and fills the rest with padding zeros (RFC 9292 section 3.8).</summary>
    /// <param name="destination">At least <see cref="EncodedLength"/> bytes; all of them are written.</param>
    /// <exception cref="ArgumentException">The request does not fit, or method, scheme, authority or path is not valid.</exception>
    public void Encode(Span<byte> destination) => MessageEncoder.Encode(this, destination);

    /// <summary>Method and path; never content.</summary>
    public override string ToString() => $"{Method} {Path} ({Fields.Count} fields, {Content.Length + MoreContent.Sum(part => part.Length)} bytes)";
}
