namespace Lamina.Attestation.WellFormed;

/// <summary>A DCAP quote, taken apart. Its memory is that of the evidence.</summary>
internal sealed record Quote
{
    public required ushort Version { get; init; }

    public required ushort KeyType { get; init; }

    public required uint TeeType { get; init; }

    public required ReadOnlyMemory<byte> QeVendorId { get; init; }

    /// <summary>What the attestation key signed: header, body, and in version 5 the body's type and size.</summary>
    public required ReadOnlyMemory<byte> Signed { get; init; }

    /// <summary>The application's enclave, or null if the body is of a TD.</summary>
    public EnclaveReport? Enclave { get; init; }

    /// <summary>The trust domain, or null if the body is of an enclave.</summary>
    public TdReport? Td { get; init; }

    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>x and y, 32 bytes each.</summary>
    public required ReadOnlyMemory<byte> AttestationKey { get; init; }

    public required EnclaveReport QeReport { get; init; }

    public required ReadOnlyMemory<byte> QeReportSignature { get; init; }

    public required ReadOnlyMemory<byte> QeAuthData { get; init; }

    /// <summary>5 is the PCK certificate chain as PEM.</summary>
    public required ushort CertificationType { get; init; }

    public required ReadOnlyMemory<byte> CertificationData { get; init; }

    /// <summary>Bytes after the signed structure. Platforms pad; nothing reads them.</summary>
    public required int Trailing { get; init; }
}
