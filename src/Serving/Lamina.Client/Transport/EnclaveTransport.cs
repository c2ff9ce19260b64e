using System.Net.Http.Headers;

namespace Lamina.Client.Transport;

/// <summary>The four calls of docs/protocol.md, with a ceiling on every answer. Nothing that comes back is believed here.</summary>
internal sealed class EnclaveTransport : IDisposable
{
    private readonly HttpClient _http;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    public EnclaveTransport(Uri server, LaminaClientOptions options)
    {
        _http = options.Handler is { } handler
            ? new HttpClient(handler, disposeHandler: false)
            : new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        _http.BaseAddress = server;

        // HttpClient's own timeout ends with the headers of an answer; the one here covers the body too.
        _http.Timeout = Timeout.InfiniteTimeSpan;
        (_timeout, _time) = (options.Timeout, options.Time);
    }

    /// <summary>Posts a body and reads the whole answer.</summary>
    /// <exception cref="LaminaClientException">No whole answer within the timeout, or one that is larger than <paramref name="ceiling"/>.</exception>
    public async Task<HostAnswer> PostAsync(string path, string mediaType, ReadOnlyMemory<byte> body, int ceiling, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        using CancellationTokenSource patience = new(_timeout, _time);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end.Token);
            byte[] content = await ReadAsync(response.Content, ceiling, end.Token);
            return new HostAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", content) { RetryAfter = response.Headers.RetryAfter?.Delta };
        }
        catch (HttpRequestException fault)
        {
            throw new LaminaClientException(LaminaFailure.Unreachable, $"{_http.BaseAddress} cannot be reached: {fault.Message}", fault);
        }
        catch (IOException fault)
        {
            throw new LaminaClientException(LaminaFailure.Unreachable, $"The connection to {_http.BaseAddress} broke: {fault.Message}", fault);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LaminaClientException(LaminaFailure.Unreachable, $"{_http.BaseAddress} gave no whole answer within {_timeout.TotalSeconds:F0} s.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async Task<byte[]> ReadAsync(HttpContent content, int ceiling, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > ceiling)
        {
            throw TooLarge(ceiling);
        }

        using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        using MemoryStream answer = new();
        byte[] block = new byte[64 << 10];
        for (int read; (read = await stream.ReadAsync(block, cancellationToken)) > 0;)
        {
            answer.Write(block, 0, read);
            if (answer.Length > ceiling)
            {
                throw TooLarge(ceiling);
            }
        }

        return answer.ToArray();
    }

    private static LaminaClientException TooLarge(int ceiling) => new(LaminaFailure.BadAnswer, $"The server's answer is larger than the {ceiling} bytes that were expected.");
}

/// <summary>What came back over the untrusted network.</summary>
internal readonly record struct HostAnswer(int Status, string MediaType, byte[] Body)
{
    /// <summary>How long the server asks to be left alone, in seconds as it wrote it; null if it does not say, or names an instant.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
