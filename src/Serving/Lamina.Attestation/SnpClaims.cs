using Lamina.Attestation.Policies;

namespace Lamina.Attestation;

/// <summary>What a SEV-SNP report says, and the product that its certificate names.</summary>
public sealed record SnpClaims : EvidenceClaims
{
    /// <inheritdoc/>
    public override EvidenceKind Kind => EvidenceKind.SevSnp;

    /// <summary>48 bytes: the launch measurement.</summary>
    public required ReadOnlyMemory<byte> Measurement { get; init; }

    /// <summary>32 bytes that the host gave at launch.</summary>
    public required ReadOnlyMemory<byte> HostData { get; init; }

    /// <summary>48 bytes: digest of the key that signed the identity block; zero if none did.</summary>
    public required ReadOnlyMemory<byte> IdKeyDigest { get; init; }

    /// <summary>The guest policy's bits.</summary>
    public required ulong GuestPolicy { get; init; }

    /// <summary>Privilege level of whoever asked for the report, 0 is the highest.</summary>
    public required int Vmpl { get; init; }

    /// <summary>Which key signed.</summary>
    public required SnpSigningKey SigningKey { get; init; }

    /// <summary>Product and reported versions; null until the certificate told the product.</summary>
    public SnpTcb? Tcb { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Describe() =>
    [
        Line("measurement", Measurement),
        Line("host-data", HostData),
        Line("id-key-digest", IdKeyDigest),
        Line("guest-policy", $"0x{GuestPolicy:x}"),
        Line("vmpl", $"{Vmpl}"),
        Line("signing-key", SigningKey == SnpSigningKey.Vcek ? "vcek" : "vlek"),
        Line("tcb", Tcb is { } tcb ? $"{tcb.Product}: fmc {tcb.Fmc}, bootloader {tcb.Bootloader}, tee {tcb.Tee}, snp {tcb.Snp}, microcode {tcb.Microcode}" : "unknown"),
        Line("debug", Debug ? "on" : "off"),
        Line("report-data", ReportData),
    ];
}
