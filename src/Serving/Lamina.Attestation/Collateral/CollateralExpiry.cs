using Lamina.Attestation.Genuine;

namespace Lamina.Attestation.Collateral;

/// <summary>Says in time which documents are about to expire: an expired one refuses, and nobody likes to learn of it that way.</summary>
public static class CollateralExpiry
{
    /// <summary>How long before a document expires a person is told, unless said otherwise: 7 days.</summary>
    public static readonly TimeSpan WarnBefore = TimeSpan.FromDays(7);

    /// <summary>One sentence for each document that is still good and ends within a time.</summary>
    public static IReadOnlyList<string> Warnings(CollateralSet collateral, DateTimeOffset now, TimeSpan within)
    {
        ArgumentNullException.ThrowIfNull(collateral);
        return [.. Ends(collateral.Documents).Where(end => end.At > now && end.At - now < within).Select(end => $"{end.Source} expires on {CertificateChain.Text(end.At)}")];
    }

    internal static IEnumerable<(string Source, DateTimeOffset At)> Ends(CollateralDocuments documents) =>
    [
        .. documents.RevocationLists.Select(list => (list.Source, list.NextUpdate)),
        .. documents.TcbInfos.Select(info => (info.Source, info.Content.NextUpdate)),
        .. documents.QeIdentities.Select(identity => (identity.Source, identity.Content.NextUpdate)),
    ];
}
