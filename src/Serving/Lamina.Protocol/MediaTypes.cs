using Lamina.Protocol.ObliviousHttp;

namespace Lamina.Protocol;

/// <summary>Media types of the wire (docs/protocol.md section 1).</summary>
public static class MediaTypes
{
    /// <summary>A key list (RFC 9458 section 3.2).</summary>
    public const string OhttpKeys = "application/ohttp-keys";

    /// <summary>A sealed request (RFC 9458 section 4.1).</summary>
    public const string OhttpRequest = "message/ohttp-req";

    /// <summary>A sealed response (RFC 9458 section 4.2).</summary>
    public const string OhttpResponse = "message/ohttp-res";

    /// <summary>A sealed request in chunks (draft-ietf-ohai-chunked-ohttp-08).</summary>
    public const string OhttpChunkedRequest = "message/ohttp-chunked-req";

    /// <summary>A sealed response in chunks (draft-ietf-ohai-chunked-ohttp-08).</summary>
    public const string OhttpChunkedResponse = "message/ohttp-chunked-res";

    /// <summary>A problem document (RFC 9457).</summary>
    public const string Problem = "application/problem+json";

    /// <summary>JSON: requests for evidence, bundles, plans.</summary>
    public const string Json = "application/json";

    /// <summary>The form of Oblivious HTTP that a request's content type names; null if it names none.</summary>
    public static MessageForm? FormOf(string? contentType) => contentType switch
    {
        OhttpRequest => MessageForm.Whole,
        OhttpChunkedRequest => MessageForm.Chunked,
        _ => null,
    };
}
