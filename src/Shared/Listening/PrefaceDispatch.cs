using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Lamina.Shared.Listening;

/// <summary>
/// Lets one cleartext port speak HTTP/1.1 and HTTP/2. Kestrel chooses by endpoint, and without TLS's negotiation it takes HTTP/1.1. So the
/// first bytes are looked at, not consumed, and a connection that opens with HTTP/2's preface (RFC 9113, 3.4) is handed to an
/// HTTP/2 endpoint inside this process (<see cref="PrefaceListener"/>); any other goes on as HTTP/1.1.
/// </summary>
internal sealed class PrefaceDispatch(PrefaceListener http2, TimeProvider time)
{
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <param name="http1">What serves a connection that is not HTTP/2's.</param>
    /// <param name="silence">How long a connection may take until it has said which it is; then it is closed.</param>
    public ConnectionDelegate Use(ConnectionDelegate http1, TimeSpan silence) => async connection =>
    {
        switch (await SpeaksHttp2Async(connection, silence))
        {
            case true: await http2.ServeAsync(connection); break;
            case false: await http1(connection); break;
            case null: break;
        }
    };

    /// <summary>Null when the peer left or stayed silent.</summary>
    private async Task<bool?> SpeaksHttp2Async(ConnectionContext connection, TimeSpan silence)
    {
        using var patience = new CancellationTokenSource(silence, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, connection.ConnectionClosed);
        PipeReader input = connection.Transport.Input;
        try
        {
            while (true)
            {
                ReadResult read = await input.ReadAsync(ended.Token);
                ReadOnlySequence<byte> buffer = read.Buffer;
                bool alike = IsAlike(buffer);
                if (!alike || buffer.Length >= Preface.Length || read.IsCompleted)
                {
                    // Nothing consumed, nothing examined: the next reader sees the same bytes at once.
                    input.AdvanceTo(buffer.Start, buffer.Start);
                    return buffer.IsEmpty ? null : alike && buffer.Length >= Preface.Length;
                }

                input.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or ConnectionResetException or ConnectionAbortedException or IOException)
        {
            return null;
        }
    }

    private static bool IsAlike(ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[Preface.Length];
        int length = (int)Math.Min(buffer.Length, start.Length);
        buffer.Slice(0, length).CopyTo(start);
        return start[..length].SequenceEqual(Preface[..length]);
    }
}
