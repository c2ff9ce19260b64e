namespace Lamina.Enclave.Tests;

/// <summary>A network that changes what passes. Counts calls by path.</summary>
internal sealed class Tamper : DelegatingHandler
{
    public Tamper()
        : base(new SocketsHttpHandler())
    {
    }

    /// <summary>Changes a request's body.</summary>
    public Func<string, byte[], byte[]> Request { get; init; } = (_, body) => body;

    /// <summary>Changes an answer's body.</summary>
    public Func<string, byte[], byte[]> Answer { get; init; } = (_, body) => body;

    /// <summary>Every call's path, and the sizes of what crossed.</summary>
    public List<(string Path, int Sent, int Received)> Calls { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = request.RequestUri!.AbsolutePath;
        byte[] body = Request(path, await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        string? type = request.Content.Headers.ContentType?.ToString();
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation("content-type", type);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        byte[] answer = Answer(path, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        string? answerType = response.Content.Headers.ContentType?.ToString();
        response.Content = new ByteArrayContent(answer);
        response.Content.Headers.TryAddWithoutValidation("content-type", answerType);
        lock (Calls)
        {
            Calls.Add((path, body.Length, answer.Length));
        }

        return response;
    }

    /// <summary>A copy with one bit of one byte flipped.</summary>
    public static byte[] Flip(byte[] body, int index)
    {
        byte[] copy = [.. body];
        copy[index] ^= 1;
        return copy;
    }
}
