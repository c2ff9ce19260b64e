using Lamina.Protocol.Hpke;

namespace Lamina.Protocol.Gateway;

/// <summary>How an enclave makes and ends its request keys. Immutable.</summary>
public sealed record RequestKeysOptions
{
    /// <summary>
    /// Suites that clients may choose from; one key is made for each KEM among them. Default: X-Wing and X25519 with
    /// AES-256-GCM, AES-128-GCM and ChaCha20-Poly1305, and P-256 with the two AES.
    /// </summary>
    public IReadOnlyList<HpkeSuite> Suites { get; init; } =
    [
        new(HpkeKem.XWing, HpkeKdf.HkdfSha256, HpkeAead.Aes256Gcm),
        new(HpkeKem.XWing, HpkeKdf.HkdfSha256, HpkeAead.Aes128Gcm),
        new(HpkeKem.XWing, HpkeKdf.HkdfSha256, HpkeAead.ChaCha20Poly1305),
        new(HpkeKem.X25519HkdfSha256, HpkeKdf.HkdfSha256, HpkeAead.Aes256Gcm),
        new(HpkeKem.X25519HkdfSha256, HpkeKdf.HkdfSha256, HpkeAead.Aes128Gcm),
        new(HpkeKem.X25519HkdfSha256, HpkeKdf.HkdfSha256, HpkeAead.ChaCha20Poly1305),
        new(HpkeKem.P256HkdfSha256, HpkeKdf.HkdfSha256, HpkeAead.Aes256Gcm),
        new(HpkeKem.P256HkdfSha256, HpkeKdf.HkdfSha256, HpkeAead.Aes128Gcm),
    ];

    /// <summary>How long a key opens requests, by the monotonic clock. Default 1 hour; range 1 minute to 24 hours.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long before a key ends the next one is published, so that no client is left with a key that just ended.
    /// Default 15 minutes; above zero and below <see cref="Lifetime"/>.
    /// </summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Requests that one set of keys opens before it ends: each is remembered, none is ever forgotten while its key lives.
    /// Default 262,144 (about 10 MB); range 8 to 4,194,304.
    /// </summary>
    public int ReplayCapacity { get; init; } = 1 << 18;

    /// <summary>Everything that is wrong with these options; empty if nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> faults = [];
        if (Suites is null or { Count: 0 } || Suites.Any(suite => !suite.CanSealRequests) || Suites.Distinct().Count() != Suites.Count)
        {
            faults.Add("Suites names one or more different suites that can seal requests.");
        }

        if (Lifetime < TimeSpan.FromMinutes(1) || Lifetime > TimeSpan.FromHours(24))
        {
            faults.Add($"Lifetime is {Lifetime}; 1 minute to 24 hours are accepted.");
        }

        if (Overlap <= TimeSpan.Zero || Overlap >= Lifetime)
        {
            faults.Add($"Overlap is {Overlap}; it lies above zero and below Lifetime.");
        }

        if (ReplayCapacity is < 8 or > 1 << 22)
        {
            faults.Add($"ReplayCapacity is {ReplayCapacity}; 8 to {1 << 22} are accepted.");
        }

        return faults;
    }
}
