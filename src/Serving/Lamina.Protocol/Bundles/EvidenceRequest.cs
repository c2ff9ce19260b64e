using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Wire;

namespace Lamina.Protocol.Bundles;

/// <summary>What a client posts to <see cref="Endpoints.Evidence"/>.</summary>
public sealed record EvidenceRequest
{
    /// <summary>Longer requests are refused.</summary>
    public const int MaximumBytes = 4 << 10;

    private EvidenceRequest(EvidenceMode mode, ReadOnlyMemory<byte> nonce)
    {
        Mode = mode;
        Nonce = nonce;
    }

    /// <summary>Asks for the evidence of this epoch.</summary>
    public static EvidenceRequest Epoch { get; } = new(EvidenceMode.Epoch, default);

    /// <summary>Fresh or epoch.</summary>
    public EvidenceMode Mode { get; }

    /// <summary>32 bytes; empty for epoch.</summary>
    public ReadOnlyMemory<byte> Nonce { get; }

    /// <summary>Asks for evidence that binds a nonce.</summary>
    /// <param name="nonce">32 random bytes, never used before.</param>
    /// <exception cref="ArgumentException"><paramref name="nonce"/> has another length.</exception>
    public static EvidenceRequest Fresh(ReadOnlyMemory<byte> nonce) => nonce.Length == NonceTree.NonceLength
        ? new EvidenceRequest(EvidenceMode.Fresh, nonce)
        : throw new ArgumentException($"A nonce has {NonceTree.NonceLength} bytes, not {nonce.Length}.", nameof(nonce));

    /// <summary>The document as UTF-8 JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(
        new RequestDocument { Version = EvidenceBundle.Version, Mode = Mode.ToName(), Nonce = Mode is EvidenceMode.Fresh ? Nonce.ToArray() : null },
        BundleJson.Default.RequestDocument);

    /// <summary>Reads a document.</summary>
    /// <param name="json">UTF-8 JSON, at most <see cref="MaximumBytes"/>.</param>
    /// <param name="request">The request.</param>
    /// <param name="refusal">One sentence: what was found, what was wanted, where.</param>
    /// <returns>False if the bytes are no request of this version.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out EvidenceRequest? request, [NotNullWhen(false)] out string? refusal) =>
        Refusal.Catch(() => Read(json.Span), out request, out refusal);

    private static EvidenceRequest Read(ReadOnlySpan<byte> json)
    {
        RequestDocument document = BundleFormat.ReadJson(json, MaximumBytes, "evidence request", BundleJson.Default.RequestDocument);
        BundleFormat.Want(document.Version == EvidenceBundle.Version, $"The request's version is {document.Version}; {EvidenceBundle.Version} is wanted.");
        EvidenceMode mode = BundleFormat.ReadMode(document.Mode);
        BundleFormat.Want(mode is EvidenceMode.Fresh == document.Nonce is not null, "A fresh request holds a nonce, an epoch request none.");
        if (document.Nonce is null)
        {
            return Epoch;
        }

        BundleFormat.WantLength(document.Nonce, NonceTree.NonceLength, NonceTree.NonceLength, "nonce");
        return Fresh(document.Nonce);
    }
}
