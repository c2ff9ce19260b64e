using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Lamina.Onnx.Writing;

/// <summary>
/// Writes to another stream and takes the digest of what goes by on a thread of its own, some blocks behind, so that neither waits for the other at every block: on a busy machine
/// each such wait would cost a turn of the scheduler. Does not own the other stream.
/// </summary>
internal sealed class HashingStream : Stream
{
    /// <summary>Blocks that may wait: at 128 KiB each they are 8 MiB.</summary>
    private const int MostWaiting = 64;

    private readonly Stream _destination;
    private readonly BlockingCollection<(byte[] Block, int Count)> _waiting = new(MostWaiting);
    private readonly Task<byte[]> _hashing;
    private long _written;

    public HashingStream(Stream destination)
    {
        _destination = destination;
        _hashing = Task.Factory.StartNew(Hash, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _written;

    public override long Position { get => _written; set => throw new NotSupportedException(); }

    /// <summary>The digest of everything written; ends the stream's use.</summary>
    public byte[] Digest()
    {
        _waiting.CompleteAdding();
        return _hashing.GetAwaiter().GetResult();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(count);
        buffer.AsSpan(offset, count).CopyTo(block);
        _waiting.Add((block, count));
        _destination.Write(buffer, offset, count);
        _written += count;
    }

    public override void Flush() => _destination.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // A write that failed leaves the thread waiting for more.
            _waiting.CompleteAdding();
            _hashing.Wait();
            _waiting.Dispose();
        }

        base.Dispose(disposing);
    }

    private byte[] Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((byte[] block, int count) in _waiting.GetConsumingEnumerable())
        {
            hash.AppendData(block, 0, count);
            ArrayPool<byte>.Shared.Return(block);
        }

        return hash.GetHashAndReset();
    }
}
