using System.Security.Cryptography;

namespace Lamina.Onnx.Writing;

/// <summary>Writes to another stream and takes the digest of what goes by, at the same time on another thread. Does not own the other stream.</summary>
internal sealed class HashingStream(Stream destination) : Stream
{
    /// <summary>Below this, handing the bytes to a thread costs more than it saves.</summary>
    private const int WorthAThread = 64 << 10;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _written;

    public override long Position { get => _written; set => throw new NotSupportedException(); }

    /// <summary>The digest of everything written; ends the stream's use.</summary>
    public byte[] Digest() => _hash.GetHashAndReset();

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (count < WorthAThread)
        {
            _hash.AppendData(buffer, offset, count);
            destination.Write(buffer, offset, count);
        }
        else
        {
            // The buffer must not change before both are done.
            var hashing = Task.Run(() => _hash.AppendData(buffer, offset, count));
            try
            {
                destination.Write(buffer, offset, count);
            }
            finally
            {
                hashing.GetAwaiter().GetResult();
            }
        }

        _written += count;
    }

    public override void Flush() => destination.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
