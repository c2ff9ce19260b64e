using System.Security.Cryptography.X509Certificates;
using Lamina.Attestation.WellFormed;

namespace Lamina.Attestation.Collateral;

/// <summary>A certificate and where it came from.</summary>
internal sealed record SourcedCertificate(string Source, X509Certificate2 Certificate);

/// <summary>A JSON document that a vendor signed.</summary>
/// <param name="Source">Where it came from, for a person.</param>
/// <param name="Content">The document, taken apart.</param>
/// <param name="Signature">r and s, 64 bytes.</param>
/// <param name="Signers">The certificates that came with it; empty if it came alone.</param>
internal sealed record SignedDocument<T>(string Source, T Content, byte[] Signature, IReadOnlyList<SourcedCertificate> Signers);

/// <summary>Everything that was found in the files, by what it is.</summary>
internal sealed class CollateralDocuments
{
    public List<SourcedCertificate> Certificates { get; } = [];

    public List<RevocationList> RevocationLists { get; } = [];

    public List<SignedDocument<TcbInfo>> TcbInfos { get; } = [];

    public List<SignedDocument<QeIdentity>> QeIdentities { get; } = [];

    /// <summary>What could not be read: where and why.</summary>
    public List<string> Faults { get; } = [];
}
