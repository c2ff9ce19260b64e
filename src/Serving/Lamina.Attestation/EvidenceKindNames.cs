namespace Lamina.Attestation;

/// <summary>The names that policies, commands and outputs use for <see cref="EvidenceKind"/>.</summary>
public static class EvidenceKindNames
{
    /// <summary>The kind's name: <c>simulated</c>, <c>sgx</c>, <c>tdx</c> or <c>sev-snp</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kind"/> is not a defined value.</exception>
    public static string ToName(this EvidenceKind kind) => kind switch
    {
        EvidenceKind.Simulated => "simulated",
        EvidenceKind.Sgx => "sgx",
        EvidenceKind.Tdx => "tdx",
        EvidenceKind.SevSnp => "sev-snp",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not an evidence kind"),
    };

    /// <summary>The kind a name stands for, or null if it stands for none.</summary>
    public static EvidenceKind? FromName(string name) => name switch
    {
        "simulated" => EvidenceKind.Simulated,
        "sgx" => EvidenceKind.Sgx,
        "tdx" => EvidenceKind.Tdx,
        "sev-snp" => EvidenceKind.SevSnp,
        _ => null,
    };
}
