namespace Lamina.Attestation.Collateral.Fetching;

/// <summary>Gets documents over HTTP. What it gets is believed only after verification, so plain HTTP to a local cache is fine.</summary>
/// <param name="client">The caller's, with its own proxy settings; not disposed here.</param>
/// <param name="time">Measures the timeout.</param>
public sealed class HttpCollateralFetcher(HttpClient client, TimeProvider time) : ICollateralFetcher
{
    /// <summary>The most bytes of one document.</summary>
    public const int MaxLength = CollateralReader.MaxFileLength;

    private static readonly string[] ChainHeaders = ["TCB-Info-Issuer-Chain", "SGX-TCB-Info-Issuer-Chain", "SGX-Enclave-Identity-Issuer-Chain", "SGX-PCK-CRL-Issuer-Chain"];

    /// <summary>The longest a document may take. Default 20 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public async Task<FetchedDocument> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using HttpResponseMessage response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (!response.IsSuccessStatusCode) throw new IOException($"{address} answered {(int)response.StatusCode}.");
            string chain = ChainHeaders.Where(response.Headers.Contains).Select(name => Uri.UnescapeDataString(string.Concat(response.Headers.GetValues(name)))).FirstOrDefault("");
            return new FetchedDocument(await ReadAsync(response, address, both.Token), chain);
        }
        catch (HttpRequestException error)
        {
            throw new IOException($"{address} cannot be reached: {error.Message}", error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{address} did not answer within {Timeout.TotalSeconds} s.");
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, Uri address, CancellationToken cancellationToken)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        byte[] buffer = new byte[32 << 10];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and int read)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxLength) throw new IOException($"{address} sends more than {MaxLength} bytes.");
        }

        return body.ToArray();
    }
}
