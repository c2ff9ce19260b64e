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

/// <summary>
/// Made once for many clients. Nothing in the evidence says when: what is bound is the second at which the keys end, so it is how long
/// they may still live that is limited. Keys that never live longer than that from the start then were made no longer ago either.
/// </summary>
/// <param name="LongestLife">The longest that the keys may still live by the client's clock. More than zero, at most seven days; more than 24 hours counts as 24 hours.</param>
public sealed record EpochEvidence(TimeSpan LongestLife) : FreshnessRequirement
{
    /// <summary>The longest time that a policy may name.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);
}
