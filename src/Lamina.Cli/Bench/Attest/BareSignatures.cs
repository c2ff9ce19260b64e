using System.Security.Cryptography;
using Lamina.Attestation;

namespace Lamina.Cli.Bench.Attest;

/// <summary>
/// The signature operations that a verification of one kind of evidence contains besides those over collateral, on messages of the same
/// length and with keys already made: for a quote two over P-256 with SHA-256 (the platform's over the quoting enclave's report, the
/// quoting enclave's over the quote), for a report one over P-384 with SHA-384.
/// </summary>
internal sealed class BareSignatures : IDisposable
{
    private readonly ECDsa _key;
    private readonly HashAlgorithmName _hash;
    private readonly (byte[] Message, byte[] Signature)[] _signed;

    private BareSignatures(ECCurve curve, HashAlgorithmName hash, params int[] lengths)
    {
        _key = ECDsa.Create(curve);
        _hash = hash;
        _signed = [.. lengths.Select(length => new byte[length]).Select(message => (message, _key.SignData(message, hash)))];
    }

    /// <summary>The operations of a kind; the caller disposes them.</summary>
    public static BareSignatures Of(EvidenceKind kind) => kind switch
    {
        EvidenceKind.Sgx => new BareSignatures(ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, 384, 48 + 384),
        EvidenceKind.Tdx => new BareSignatures(ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, 384, 48 + 584),
        EvidenceKind.SevSnp => new BareSignatures(ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384, 0x2A0),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no kind of hardware"),
    };

    /// <summary>Does all of them once.</summary>
    public void Verify()
    {
        foreach ((byte[] message, byte[] signature) in _signed)
        {
            if (!_key.VerifyData(message, signature, _hash))
            {
                throw new InvalidOperationException("A signature of our own does not verify.");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>How many and which.</summary>
    public override string ToString() => $"{_signed.Length} ECDSA P-{_key.KeySize} verification(s), keys at hand";
}
