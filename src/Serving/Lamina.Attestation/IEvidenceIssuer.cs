namespace Lamina.Attestation;

/// <summary>Obtains evidence of the machine this program runs on. Implementations are safe for concurrent callers.</summary>
public interface IEvidenceIssuer
{
    /// <summary>What signs.</summary>
    EvidenceKind Kind { get; }

    /// <summary>Asks the platform to sign 64 bytes of report data.</summary>
    /// <param name="reportData">Exactly 64 bytes.</param>
    /// <param name="cancellationToken">Ends the wait, not a request the platform already took.</param>
    /// <exception cref="ArgumentException"><paramref name="reportData"/> is not 64 bytes.</exception>
    /// <exception cref="IOException">The platform's interface failed; the message says at which file and how.</exception>
    ValueTask<IssuedEvidence> IssueAsync(ReadOnlyMemory<byte> reportData, CancellationToken cancellationToken);
}

/// <summary>What the platform answered.</summary>
/// <param name="Kind">What signed.</param>
/// <param name="Evidence">The quote or report, as the platform wrote it.</param>
/// <param name="Certificates">Certificates the platform handed out beside it (the SEV-SNP certificate table); empty if none.</param>
public sealed record IssuedEvidence(EvidenceKind Kind, ReadOnlyMemory<byte> Evidence, ReadOnlyMemory<byte> Certificates);
