namespace Lamina.Attestation;

/// <summary>What an SGX quote says.</summary>
public sealed record SgxClaims : EvidenceClaims
{
    /// <inheritdoc/>
    public override EvidenceKind Kind => EvidenceKind.Sgx;

    /// <summary>32 bytes: digest of the enclave as built.</summary>
    public required ReadOnlyMemory<byte> MrEnclave { get; init; }

    /// <summary>32 bytes: digest of the key that signed the enclave.</summary>
    public required ReadOnlyMemory<byte> MrSigner { get; init; }

    /// <summary>ISVPRODID: which of the signer's products.</summary>
    public required ushort Product { get; init; }

    /// <summary>ISVSVN: the product's security version.</summary>
    public required ushort Svn { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Describe() =>
    [
        Line("mrenclave", MrEnclave),
        Line("mrsigner", MrSigner),
        Line("product", $"{Product}"),
        Line("svn", $"{Svn}"),
        Line("debug", Debug ? "on" : "off"),
        Line("report-data", ReportData),
    ];
}

/// <summary>What a TDX quote says. All registers are 48 bytes.</summary>
public sealed record TdxClaims : EvidenceClaims
{
    /// <inheritdoc/>
    public override EvidenceKind Kind => EvidenceKind.Tdx;

    /// <summary>The initial memory: the firmware.</summary>
    public required ReadOnlyMemory<byte> MrTd { get; init; }

    /// <summary>Run-time measurement registers 0 to 3.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Rtmr { get; init; }

    /// <summary>MRCONFIGID.</summary>
    public required ReadOnlyMemory<byte> ConfigId { get; init; }

    /// <summary>MROWNER.</summary>
    public required ReadOnlyMemory<byte> Owner { get; init; }

    /// <summary>MROWNERCONFIG.</summary>
    public required ReadOnlyMemory<byte> OwnerConfig { get; init; }

    /// <summary>MR_SERVICETD; zero if none is bound, and always under TDX 1.0.</summary>
    public required ReadOnlyMemory<byte> ServiceTd { get; init; }

    /// <summary>8 bytes, little-endian.</summary>
    public required ReadOnlyMemory<byte> Attributes { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Describe() =>
    [
        Line("mrtd", MrTd),
        .. Rtmr.Select((register, i) => Line($"rtmr{i}", register)),
        Line("mrconfigid", ConfigId),
        Line("mrowner", Owner),
        Line("mrownerconfig", OwnerConfig),
        Line("mr_servicetd", ServiceTd),
        Line("attributes", Attributes),
        Line("debug", Debug ? "on" : "off"),
        Line("report-data", ReportData),
    ];
}
