using Lamina.Protocol.BinaryHttp;
using Lamina.Protocol.Memory;
using Lamina.Protocol.Problems;

namespace Lamina.Protocol.Requests;

/// <summary>An answer that was opened. It refers to memory of its own, which is wiped when disposed.</summary>
public sealed class OpenedAnswer : IDisposable
{
    private readonly SecretBytes _plaintext;

    internal OpenedAnswer(SecretBytes plaintext, BinaryResponse response)
    {
        _plaintext = plaintext;
        Response = response;
    }

    /// <summary>The response; dead once this is disposed.</summary>
    public BinaryResponse Response { get; }

    /// <summary>The enclave's word on why it failed; null if the response is no problem document.</summary>
    public Problem? Problem => Response.Status >= 400
        && Response.Fields.TryGetSingle("content-type", out ReadOnlyMemory<byte> type)
        && type.Span.SequenceEqual("application/problem+json"u8)
            ? Problem.FromJson(Response.Content.Span)
            : null;

    /// <inheritdoc/>
    public void Dispose() => _plaintext.Dispose();
}
