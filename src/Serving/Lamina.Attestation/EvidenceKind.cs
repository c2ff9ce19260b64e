namespace Lamina.Attestation;

/// <summary>Which hardware signed, or that none did.</summary>
public enum EvidenceKind
{
    /// <summary>No hardware protection: the development stand-in. A policy must name it, and can then name nothing else.</summary>
    Simulated,

    /// <summary>Intel SGX, DCAP quote version 3.</summary>
    Sgx,

    /// <summary>Intel TDX, quote version 4 or 5.</summary>
    Tdx,

    /// <summary>AMD SEV-SNP, attestation report version 2 to 5.</summary>
    SevSnp,
}
