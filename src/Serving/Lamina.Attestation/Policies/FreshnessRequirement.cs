namespace Lamina.Attestation.Policies;

/// <summary>How recent evidence must be. A client never falls back from one to the other.</summary>
public abstract record FreshnessRequirement
{
    private protected FreshnessRequirement()
    {
    }
}

/// <summary>Made for this client: the report data binds its nonce.</summary>
public sealed record FreshEvidence : FreshnessRequirement;

/// <summary>Made once for many clients, and not older than this.</summary>
/// <param name="MaxAge">More than zero, at most seven days.</param>
public sealed record EpochEvidence(TimeSpan MaxAge) : FreshnessRequirement
{
    /// <summary>The longest age a policy may accept.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);
}
