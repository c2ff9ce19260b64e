namespace Lamina.Protocol.Issuing;

/// <summary>What travels beside evidence and is not bound by it: whoever receives it verifies each piece by itself.</summary>
public sealed record EvidenceAttachments
{
    /// <summary>The plan's signature (<see cref="Attestation.Policies.PlanSignature"/>), 64 bytes; empty if the plan is not signed.</summary>
    public ReadOnlyMemory<byte> PlanSignature { get; init; }

    /// <summary>Gives the vendors' documents as they are now. Called for each bundle; must be cheap. Default none.</summary>
    public Func<IReadOnlyList<ReadOnlyMemory<byte>>> Collateral { get; init; } = static () => [];
}
