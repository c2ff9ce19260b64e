namespace Lamina.Attestation.Collateral.Fetching;

/// <summary>Gets one document from a vendor's service, a caching service or a mirror.</summary>
public interface ICollateralFetcher
{
    /// <summary>Gets a document.</summary>
    /// <exception cref="IOException">The service cannot be reached, is too slow, answers with an error or with too much; the message says which and where.</exception>
    Task<FetchedDocument> GetAsync(Uri address, CancellationToken cancellationToken);
}

/// <summary>What a service answered.</summary>
/// <param name="Body">The document's exact bytes.</param>
/// <param name="IssuerChain">The issuer chain that Intel's services send as a header, URL-decoded PEM; empty if there is none.</param>
public sealed record FetchedDocument(ReadOnlyMemory<byte> Body, string IssuerChain);
