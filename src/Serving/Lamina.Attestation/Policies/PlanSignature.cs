using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Lamina.Attestation.Policies;

/// <summary>
/// A plan's signature: ECDSA P-256 with SHA-256 over <c>lamina-plan-signature-v1</c>, a zero byte and the plan's digest; r and s, 32 bytes each.
/// </summary>
public static class PlanSignature
{
    /// <summary>Length of a signature in bytes.</summary>
    public const int Length = 64;

    /// <summary>Name of the file beside <c>plan.json</c> that holds a signature as base64.</summary>
    public const string FileName = "plan.sig";

    /// <summary>The most bytes of such a file.</summary>
    public const int MaxFileLength = 1 << 10;

    private static readonly byte[] Domain = [.. "lamina-plan-signature-v1\0"u8];

    /// <summary>Signs a plan's digest (32 bytes) with a P-256 private key.</summary>
    /// <exception cref="ArgumentException">The digest is not 32 bytes or the key is not on P-256.</exception>
    public static byte[] Sign(ECDsa key, ReadOnlySpan<byte> planDigest)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (planDigest.Length != SHA256.HashSizeInBytes || key.KeySize != 256)
        {
            throw new ArgumentException("A plan's signature needs a 32-byte digest and a P-256 key.");
        }

        return key.SignData(Message(planDigest), HashAlgorithmName.SHA256);
    }

    /// <summary>True if the holder of the key signed this digest.</summary>
    /// <param name="publicKey">SubjectPublicKeyInfo, DER.</param>
    /// <param name="planDigest">32 bytes.</param>
    /// <param name="signature">64 bytes; any other length is a bad signature.</param>
    /// <exception cref="CryptographicException"><paramref name="publicKey"/> is no elliptic-curve public key.</exception>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> planDigest, ReadOnlySpan<byte> signature)
    {
        using ECDsa key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        return signature.Length == Length && key.KeySize == 256 && key.VerifyData(Message(planDigest), signature, HashAlgorithmName.SHA256);
    }

    /// <summary>The text of a signature file.</summary>
    public static string ToText(ReadOnlySpan<byte> signature) => Convert.ToBase64String(signature) + "\n";

    /// <summary>Reads the content of a signature file; false if it is anything but a signature as base64.</summary>
    public static bool TryParse(ReadOnlySpan<byte> content, [NotNullWhen(true)] out byte[]? signature)
    {
        byte[] decoded = new byte[Length + 8];
        bool good = Convert.TryFromBase64String(Encoding.ASCII.GetString(content).Trim(), decoded, out int length) && length == Length;
        signature = good ? decoded[..Length] : null;
        return good;
    }

    private static byte[] Message(ReadOnlySpan<byte> planDigest) => [.. Domain, .. planDigest];
}
