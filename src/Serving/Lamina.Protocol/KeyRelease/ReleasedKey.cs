using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.Memory;
using Lamina.Protocol.Wire;

namespace Lamina.Protocol.KeyRelease;

/// <summary>
/// A model key on its way to one enclave, sealed to the one-time key that its evidence bound (docs/keys.md). Whoever carries it can
/// only withhold it.
/// </summary>
public sealed record ReleasedKey
{
    /// <summary>Longer documents are refused.</summary>
    public const int MaximumBytes = 16 << 10;

    internal const int PlainLength = ModelKey.Length + sizeof(long);

    /// <summary>Names the one-time key.</summary>
    public required byte KeyId { get; init; }

    /// <summary>What it was sealed with.</summary>
    public required HpkeSuite Suite { get; init; }

    /// <summary>HPKE's <c>enc</c>.</summary>
    public required ReadOnlyMemory<byte> Encapsulation { get; init; }

    /// <summary>The model key and the second after which it is not to be kept, sealed.</summary>
    public required ReadOnlyMemory<byte> Ciphertext { get; init; }

    /// <summary>Seals a model key to an enclave whose evidence was accepted.</summary>
    /// <param name="keys">Its one-time keys, found to be bound.</param>
    /// <param name="suites">What the owner's policy allows, best first.</param>
    /// <param name="nonce">The nonce that the evidence answered.</param>
    /// <param name="key">The model key.</param>
    /// <param name="notAfter">The second after which the enclave must not keep it, since 1970-01-01 UTC.</param>
    /// <param name="released">The sealed key.</param>
    /// <returns>False if the enclave offers none of the suites.</returns>
    public static bool TrySeal(BoundKeys keys, IReadOnlyList<HpkeSuite> suites, ReadOnlySpan<byte> nonce, ModelKey key, long notAfter, [NotNullWhen(true)] out ReleasedKey? released)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(key);
        released = null;
        if (!keys.Demanded || !keys.List.TrySelect(suites, out var config, out HpkeSuite suite) || !HpkeSender.TryCreate(suite, config.PublicKey.Span, Info(keys.PlanDigest.Span, nonce), out HpkeSender? sender))
        {
            return false;
        }

        using (sender)
        {
            using SecretBytes plain = new(PlainLength);
            key.Export(plain.Span[..ModelKey.Length]);
            BinaryPrimitives.WriteInt64BigEndian(plain.Span[ModelKey.Length..], notAfter);
            byte[] ciphertext = new byte[PlainLength + HpkeContext.Overhead];
            sender.Seal(plain.Span, default, ciphertext);
            released = new ReleasedKey { KeyId = config.KeyId, Suite = suite, Encapsulation = sender.Encapsulation, Ciphertext = ciphertext };
            return true;
        }
    }

    /// <summary>The document as UTF-8 JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(
        new ReleaseDocument { Version = EvidenceBundle.Version, KeyId = KeyId, Suite = Suite.ToString(), Encapsulation = Encapsulation.ToArray(), Ciphertext = Ciphertext.ToArray() },
        ReleaseJson.Default.ReleaseDocument);

    /// <summary>Reads a document.</summary>
    /// <returns>False if the bytes are none of this version.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out ReleasedKey? released, [NotNullWhen(false)] out string? refusal) =>
        Refusal.Catch(() => Read(json.Span), out released, out refusal);

    /// <summary>Binds the sealing to its use, its plan and its nonce.</summary>
    internal static byte[] Info(ReadOnlySpan<byte> planDigest, ReadOnlySpan<byte> nonce) => [.. "lamina-key-release-v1\0"u8, .. planDigest, .. nonce];

    private static ReleasedKey Read(ReadOnlySpan<byte> json)
    {
        ReleaseDocument document = BundleFormat.ReadJson(json, MaximumBytes, "released key", ReleaseJson.Default.ReleaseDocument);
        BundleFormat.Want(document.Version == EvidenceBundle.Version, $"The released key's version is {document.Version}; {EvidenceBundle.Version} is wanted.");
        bool known = HpkeSuite.TryParse(document.Suite, out HpkeSuite suite) && suite.CanSealRequests;
        BundleFormat.Want(known, "The released key's suite is not known here.");
        BundleFormat.WantLength(document.Encapsulation, 1, MaximumBytes, "encapsulation");
        BundleFormat.WantLength(document.Ciphertext, PlainLength + 16, PlainLength + 16, "ciphertext");
        return new ReleasedKey { KeyId = document.KeyId, Suite = suite, Encapsulation = document.Encapsulation, Ciphertext = document.Ciphertext };
    }
}
