namespace Lamina.Attestation.Policies;

/// <summary>
/// What a client demands of evidence. Nothing has a default: a value left out of the file is an error (docs/attestation.md,
/// docs/schema/policy.schema.json). Immutable.
/// </summary>
public sealed record Policy
{
    /// <summary>Accepts the simulated TEE; then every other kind must be null.</summary>
    public SimulatedPolicy? Simulated { get; init; }

    /// <summary>What is demanded of SGX evidence; null refuses that kind.</summary>
    public SgxPolicy? Sgx { get; init; }

    /// <summary>What is demanded of TDX evidence; null refuses that kind.</summary>
    public TdxPolicy? Tdx { get; init; }

    /// <summary>What is demanded of SEV-SNP evidence; null refuses that kind.</summary>
    public SnpPolicy? SevSnp { get; init; }

    /// <summary>Which plans may run.</summary>
    public required PlanRequirement Plan { get; init; }

    /// <summary>How recent the evidence must be.</summary>
    public required FreshnessRequirement Freshness { get; init; }

    /// <summary>Names of the HPKE suites the client will use, best first, at least one: see <see cref="HpkeSuiteName"/>.</summary>
    public required IReadOnlyList<string> HpkeSuites { get; init; }

    /// <summary>Whether revocation lists must be there.</summary>
    public required RevocationMode Revocation { get; init; }

    /// <summary>The kinds of evidence this policy names.</summary>
    public IEnumerable<EvidenceKind> Kinds
    {
        get
        {
            if (Simulated is not null) yield return EvidenceKind.Simulated;
            if (Sgx is not null) yield return EvidenceKind.Sgx;
            if (Tdx is not null) yield return EvidenceKind.Tdx;
            if (SevSnp is not null) yield return EvidenceKind.SevSnp;
        }
    }

    /// <summary>Everything that is wrong with this policy, each fault as "where: what"; empty if nothing is.</summary>
    public IReadOnlyList<string> Validate() => PolicyRules.Faults(this);
}
