using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Lamina.OpenInference.Server.Rest;

/// <summary>Reads a request's body, unpacked, into one buffer that never grows past the ceiling.</summary>
internal static class RequestBody
{
    private const int FirstBytes = 16 << 10;

    /// <summary>A body, or an HTTP status and sentence that refuse it.</summary>
    public readonly record struct Read(ReadOnlyMemory<byte> Body, int Status, string Message);

    public static async Task<Read> ReadAsync(HttpRequest request, int ceiling, CancellationToken cancellation)
    {
        string encoding = request.Headers.ContentEncoding.ToString().Trim();
        if (request.ContentLength > ceiling)
        {
            return TooLarge(ceiling);
        }

        try
        {
            switch (encoding.ToUpperInvariant())
            {
                case "" or "IDENTITY":
                    return await DrainAsync(request.Body, (int?)request.ContentLength, ceiling, cancellation);
                case "GZIP":
                    await using (var gzip = new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true))
                    {
                        return await DrainAsync(gzip, null, ceiling, cancellation);
                    }

                // "deflate" of HTTP is the zlib form (RFC 9110, 8.4.1.2).
                case "DEFLATE":
                    await using (var deflate = new ZLibStream(request.Body, CompressionMode.Decompress, leaveOpen: true))
                    {
                        return await DrainAsync(deflate, null, ceiling, cancellation);
                    }

                default:
                    return new Read(default, StatusCodes.Status415UnsupportedMediaType, "the Content-Encoding is none of gzip, deflate, identity");
            }
        }
        catch (InvalidDataException)
        {
            return new Read(default, StatusCodes.Status400BadRequest, $"the body is not the {encoding} data that its Content-Encoding says");
        }
        catch (BadHttpRequestException refused)
        {
            return refused.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge(ceiling) : new Read(default, refused.StatusCode, "the request's body ended early or is malformed");
        }
    }

    private static async Task<Read> DrainAsync(Stream stream, int? length, int ceiling, CancellationToken cancellation)
    {
        // One byte more than stated, so that the end of a body of the stated length is seen without growing.
        byte[] buffer = GC.AllocateUninitializedArray<byte>(length is { } stated ? stated + 1 : Math.Min(FirstBytes, ceiling + 1));
        int filled = 0;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(filled), cancellation);
            if (read == 0)
            {
                return new Read(buffer.AsMemory(0, filled), StatusCodes.Status200OK, "");
            }

            filled += read;
            if (filled > ceiling)
            {
                return TooLarge(ceiling);
            }

            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, ceiling + 1L));
            }
        }
    }

    private static Read TooLarge(int ceiling) =>
        new(default, StatusCodes.Status413PayloadTooLarge, $"the body is larger than the {ceiling} bytes that are taken here");
}
