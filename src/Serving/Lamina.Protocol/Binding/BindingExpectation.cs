using System.Security.Cryptography;

namespace Lamina.Protocol.Binding;

/// <summary>
/// What a client demands of a bundle. A demand left out must be left out by name: <see cref="Inspect"/> is for looking at
/// a bundle without a policy, and nothing may be sent on the strength of it.
/// </summary>
public sealed record BindingExpectation
{
    /// <summary>Keys that claim to live longer than this are refused, unless said otherwise.</summary>
    public static readonly TimeSpan DefaultMaximumLifetime = TimeSpan.FromHours(24);

    private BindingExpectation()
    {
    }

    /// <summary>What the keys must be for. Default <see cref="BindingPurpose.Serve"/>.</summary>
    public BindingPurpose Purpose { get; init; }

    /// <summary>The longest time from now to the expiry that is believed. Default 24 hours.</summary>
    public TimeSpan MaximumLifetime { get; init; } = DefaultMaximumLifetime;

    /// <summary>The mode that was asked for; null only for <see cref="Inspect"/>.</summary>
    public EvidenceMode? Mode { get; private init; }

    /// <summary>The nonce that was sent; empty unless fresh.</summary>
    public ReadOnlyMemory<byte> Nonce { get; private init; }

    /// <summary>SHA-256 of each plan that is accepted; null only where the plan is judged elsewhere or not at all.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? PlanDigests { get; private init; }

    /// <summary>Demands evidence for this nonce and one of these plans.</summary>
    /// <param name="nonce">The 32 bytes that were sent.</param>
    /// <param name="planDigests">SHA-256 of the plans that are accepted, at least one.</param>
    /// <exception cref="ArgumentException">The nonce or a digest does not have 32 bytes, or there is no digest.</exception>
    public static BindingExpectation Fresh(ReadOnlyMemory<byte> nonce, params IReadOnlyList<ReadOnlyMemory<byte>> planDigests) => nonce.Length == NonceTree.NonceLength
        ? new BindingExpectation { Mode = EvidenceMode.Fresh, Nonce = nonce, PlanDigests = Checked(planDigests) }
        : throw new ArgumentException($"A nonce has {NonceTree.NonceLength} bytes.", nameof(nonce));

    /// <summary>Demands epoch evidence for one of these plans.</summary>
    /// <param name="planDigests">SHA-256 of the plans that are accepted, at least one.</param>
    /// <exception cref="ArgumentException">A digest does not have 32 bytes, or there is none.</exception>
    public static BindingExpectation Epoch(params IReadOnlyList<ReadOnlyMemory<byte>> planDigests) =>
        new() { Mode = EvidenceMode.Epoch, PlanDigests = Checked(planDigests) };

    /// <summary>
    /// Demands this nonce (or, without one, epoch evidence) and leaves the plan to the caller, who must judge the plan's
    /// bytes that the bundle holds, for example by their signer.
    /// </summary>
    /// <param name="nonce">The 32 bytes that were sent; empty for epoch evidence.</param>
    public static BindingExpectation WithPlanJudgedElsewhere(ReadOnlyMemory<byte> nonce) => nonce.Length is 0 or NonceTree.NonceLength
        ? new BindingExpectation { Mode = nonce.IsEmpty ? EvidenceMode.Epoch : EvidenceMode.Fresh, Nonce = nonce }
        : throw new ArgumentException($"A nonce has {NonceTree.NonceLength} bytes.", nameof(nonce));

    /// <summary>Checks only what a bundle says of itself; mode, nonce and plan are reported as not checked.</summary>
    public static BindingExpectation Inspect() => new();

    private static IReadOnlyList<ReadOnlyMemory<byte>> Checked(IReadOnlyList<ReadOnlyMemory<byte>> planDigests)
    {
        ArgumentNullException.ThrowIfNull(planDigests);
        return planDigests.Count > 0 && planDigests.All(digest => digest.Length == SHA256.HashSizeInBytes)
            ? planDigests
            : throw new ArgumentException("At least one plan digest of 32 bytes is wanted.", nameof(planDigests));
    }
}
