using System.Diagnostics.CodeAnalysis;
using Lamina.Attestation;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Wire;

namespace Lamina.Protocol.Bundles;

/// <summary>
/// Everything a client needs to judge an enclave: what <c>POST /lamina/v1/evidence</c> answers and <c>attest get</c>
/// writes (docs/schema/evidence.schema.json). Nothing in it is trusted before <see cref="BindingVerifier"/> and the
/// verification of the evidence itself say so.
/// </summary>
public sealed record EvidenceBundle
{
    /// <summary>The version that this library reads and writes.</summary>
    public const int Version = 1;

    /// <summary>Longer documents are refused.</summary>
    public const int MaximumBytes = 32 << 20;

    /// <summary>What is said to have signed.</summary>
    public required EvidenceKind Kind { get; init; }

    /// <summary>Fresh or epoch.</summary>
    public required EvidenceMode Mode { get; init; }

    /// <summary>What the keys are for. Default <see cref="BindingPurpose.Serve"/>.</summary>
    public BindingPurpose Purpose { get; init; }

    /// <summary>The quote or report, as the platform wrote it.</summary>
    public required ReadOnlyMemory<byte> Evidence { get; init; }

    /// <summary>Certificates the platform handed out beside it; empty if none.</summary>
    public ReadOnlyMemory<byte> Certificates { get; init; }

    /// <summary>The exact bytes of the key list.</summary>
    public required ReadOnlyMemory<byte> KeyList { get; init; }

    /// <summary>The exact bytes of the plan.</summary>
    public required ReadOnlyMemory<byte> Plan { get; init; }

    /// <summary>The plan's signature, 64 bytes; empty if the plan is not signed. Not bound by the evidence: it binds the plan by itself.</summary>
    public ReadOnlyMemory<byte> PlanSignature { get; init; }

    /// <summary>The client's nonce, 32 bytes; empty for epoch evidence.</summary>
    public ReadOnlyMemory<byte> Nonce { get; init; }

    /// <summary>The nonce's way to the root; null for epoch evidence.</summary>
    public NoncePath? NoncePath { get; init; }

    /// <summary>The second after which the keys are not to be used, since 1970-01-01 UTC.</summary>
    public required long NotAfter { get; init; }

    /// <summary>Vendor documents that help to verify the evidence, each told by its content. Default none.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Collateral { get; init; } = [];

    /// <summary>The document as UTF-8 JSON.</summary>
    public byte[] ToJson() => BundleFormat.Write(this);

    /// <summary>Reads a document.</summary>
    /// <param name="json">UTF-8 JSON, at most <see cref="MaximumBytes"/>.</param>
    /// <param name="bundle">The bundle.</param>
    /// <param name="refusal">One sentence: what was found, what was wanted, where.</param>
    /// <returns>False if the bytes are no bundle of this version: members missing, unknown or twice, lengths out of range.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out EvidenceBundle? bundle, [NotNullWhen(false)] out string? refusal) =>
        Refusal.Catch(() => BundleFormat.Read(json.Span), out bundle, out refusal);

    /// <summary>Kind and mode.</summary>
    public override string ToString() => $"{Kind} evidence, {Mode.ToName()}, {Evidence.Length} bytes";
}
