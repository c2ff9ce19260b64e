using System.Buffers;

namespace Lamina.Enclave.Http;

/// <summary>
/// A whole request body, never more than a ceiling. Bodies come sealed, so their memory is pooled and not wiped: making it anew for every request
/// costs more than opening it. Nothing may use the bytes once this is disposed.
/// </summary>
internal sealed class Body : IDisposable
{
    private byte[] _buffer;
    private int _filled;

    private Body(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _filled);

    /// <summary>Reads the body; null if it is larger than <paramref name="ceiling"/>, of which no more than one byte too many is kept.</summary>
    public static async Task<Body?> ReadAsync(HttpContext context, int ceiling, CancellationToken end)
    {
        if (context.Request.ContentLength > ceiling)
        {
            return null;
        }

        // A body of unknown length grows the buffer as bytes arrive: a claim alone allocates nothing.
        Body body = new(context.Request.ContentLength is { } known ? (int)known + 1 : Math.Min(ceiling + 1, 64 << 10));
        try
        {
            while (true)
            {
                int read = await context.Request.Body.ReadAsync(body._buffer.AsMemory(body._filled), end);
                body._filled += read;
                if (read == 0 && body._filled <= ceiling)
                {
                    return body;
                }

                if (body._filled > ceiling)
                {
                    body.Dispose();
                    return null;
                }

                body.GrowIfFull();
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        byte[] buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void GrowIfFull()
    {
        if (_filled < _buffer.Length)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
