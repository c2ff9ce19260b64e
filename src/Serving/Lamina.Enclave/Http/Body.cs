namespace Lamina.Enclave.Http;

/// <summary>Reads whole request bodies, never more than a ceiling.</summary>
internal static class Body
{
    /// <summary>The body; null if it is larger than <paramref name="ceiling"/>, of which no more than one byte too many is read.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext context, int ceiling)
    {
        if (context.Request.ContentLength > ceiling)
        {
            return null;
        }

        // A body of unknown length grows the buffer as bytes arrive: a claim alone allocates nothing.
        byte[] buffer = new byte[context.Request.ContentLength is { } known ? (int)known + 1 : Math.Min(ceiling + 1, 64 << 10)];
        int filled = 0;
        while (true)
        {
            int read = await context.Request.Body.ReadAsync(buffer.AsMemory(filled), context.RequestAborted);
            filled += read;
            if (read == 0)
            {
                return buffer.AsMemory(0, filled);
            }

            if (filled > ceiling)
            {
                return null;
            }

            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, ceiling + 1));
            }
        }
    }
}
