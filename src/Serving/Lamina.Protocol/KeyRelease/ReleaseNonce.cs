using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Wire;

namespace Lamina.Protocol.KeyRelease;

/// <summary>The two small documents that come before evidence: which plan, and the owner's nonce.</summary>
public static class ReleaseNonce
{
    /// <summary>Longer documents are refused.</summary>
    public const int MaximumBytes = 1 << 10;

    /// <summary>Asks for a nonce.</summary>
    /// <param name="planDigest">SHA-256 of the plan, 32 bytes.</param>
    public static byte[] Request(ReadOnlySpan<byte> planDigest) => JsonSerializer.SerializeToUtf8Bytes(
        new NonceRequestDocument { Version = EvidenceBundle.Version, PlanDigest = planDigest.ToArray() }, ReleaseJson.Default.NonceRequestDocument);

    /// <summary>The plan that a nonce is asked for; false if the bytes are no such request.</summary>
    public static bool TryReadRequest(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out byte[]? planDigest, [NotNullWhen(false)] out string? refusal) => Refusal.Catch(
        () =>
        {
            NonceRequestDocument document = BundleFormat.ReadJson(json.Span, MaximumBytes, "request for a nonce", ReleaseJson.Default.NonceRequestDocument);
            BundleFormat.WantLength(document.PlanDigest, SHA256.HashSizeInBytes, SHA256.HashSizeInBytes, "plan_digest");
            BundleFormat.Want(document.Version == EvidenceBundle.Version, $"The request's version is {document.Version}; {EvidenceBundle.Version} is wanted.");
            return document.PlanDigest;
        },
        out planDigest,
        out refusal);

    /// <summary>Answers with a nonce of 32 bytes.</summary>
    public static byte[] Answer(ReadOnlySpan<byte> nonce) => JsonSerializer.SerializeToUtf8Bytes(
        new NonceDocument { Version = EvidenceBundle.Version, Nonce = nonce.ToArray() }, ReleaseJson.Default.NonceDocument);

    /// <summary>The nonce of an answer; false if the bytes are none.</summary>
    public static bool TryReadAnswer(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out byte[]? nonce, [NotNullWhen(false)] out string? refusal) => Refusal.Catch(
        () =>
        {
            NonceDocument document = BundleFormat.ReadJson(json.Span, MaximumBytes, "nonce", ReleaseJson.Default.NonceDocument);
            BundleFormat.WantLength(document.Nonce, NonceTree.NonceLength, NonceTree.NonceLength, "nonce");
            BundleFormat.Want(document.Version == EvidenceBundle.Version, $"The nonce's version is {document.Version}; {EvidenceBundle.Version} is wanted.");
            return document.Nonce;
        },
        out nonce,
        out refusal);
}
