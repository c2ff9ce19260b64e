using System.Security.Cryptography;

namespace Lamina.Attestation.Genuine;

/// <summary>
/// A platform's public key, kept between verifications: making it costs about as much as using it, and a machine signs all its quotes with the
/// same two. One caller at a time uses it, because the library does not promise more. Ends with the collateral set that remembers it.
/// </summary>
internal sealed class RememberedKey(ECDsa key)
{
    private readonly Lock _using = new();

    /// <summary>Whether this P-256 key signed these bytes, with SHA-256.</summary>
    public bool Signed(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> signature)
    {
        lock (_using)
        {
            return key.KeySize == 256 && key.VerifyData(bytes.Span, signature.Span, HashAlgorithmName.SHA256);
        }
    }
}
