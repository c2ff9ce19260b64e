using Lamina.Attestation.Collateral;
using Lamina.Attestation.Collateral.Fetching;
using Lamina.Protocol.Bundles;

namespace Lamina.Client.Sessions;

/// <summary>
/// Chooses whose copies of the vendors' documents a bundle is judged with. The verifier's own come first, if they are all there;
/// else the server's. Never both for one role: two issues of one document are ambiguous, and whoever serves both could choose.
/// </summary>
public static class CollateralChoice
{
    /// <summary>The documents to judge with. None of them is believed before it is verified.</summary>
    /// <param name="bundle">The bundle; hostile.</param>
    /// <param name="given">Files that the verifier was given; always used.</param>
    /// <param name="cache">The verifier's own store; null uses what the server supplies.</param>
    /// <param name="warn">Takes sentences for a person: services that failed, documents about to expire. May be null.</param>
    /// <param name="now">The clock that expiry is warned of by.</param>
    /// <param name="cancellationToken">Ends the fetching.</param>
    public static async Task<CollateralSet> ForAsync(EvidenceBundle bundle, CollateralSet given, CollateralCache? cache, Action<string>? warn, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(given);
        if (cache is not null)
        {
            GatheredCollateral own = await cache.GatherAsync(bundle.Evidence, [.. given.Files, .. OfPlatform(bundle)], cancellationToken);
            own.Warnings.ToList().ForEach(warning => warn?.Invoke(warning));
            if (own.Complete || bundle.Collateral.Count == 0)
            {
                return own.Collateral;
            }
        }

        CollateralSet supplied = Supplied(bundle, given);
        CollateralExpiry.Warnings(supplied, now, CollateralExpiry.WarnBefore).ToList().ForEach(warning => warn?.Invoke(warning));
        return supplied;
    }

    /// <summary>What was given and what the server supplies, each under a name that says where it is from.</summary>
    public static CollateralSet Supplied(EvidenceBundle bundle, CollateralSet given)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(given);
        CollateralFile[] files = [.. given.Files, .. bundle.Collateral.Select((item, index) => new CollateralFile($"the server's bundle, item {index + 1}", item)), .. OfPlatform(bundle)];
        return files.Length == 0 ? CollateralSet.Empty : new CollateralSet(files);
    }

    private static IEnumerable<CollateralFile> OfPlatform(EvidenceBundle bundle) =>
        bundle.Certificates.IsEmpty ? [] : [new CollateralFile("the platform's certificates", bundle.Certificates)];
}
