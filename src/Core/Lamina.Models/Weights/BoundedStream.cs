namespace Lamina.Models.Weights;

/// <summary>The next <paramref name="length"/> bytes of a stream; fewer is an error, more are not shown.</summary>
internal sealed class BoundedStream(Stream source, long length, string what) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>Reads past bytes that are not wanted.</summary>
    /// <exception cref="WeightException">The source ends before.</exception>
    public static void Skip(Stream source, long bytes, string what)
    {
        if (source.CanSeek)
        {
            source.Seek(bytes, SeekOrigin.Current);
            return;
        }

        byte[] buffer = new byte[1 << 16];
        while (bytes > 0)
        {
            int read = ReadOrRefuse(source, buffer.AsSpan(0, (int)Math.Min(bytes, buffer.Length)), what);
            bytes -= read;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (_position == length || buffer.IsEmpty)
        {
            return 0;
        }

        int read = ReadOrRefuse(source, buffer[..(int)Math.Min(length - _position, buffer.Length)], what);
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private static int ReadOrRefuse(Stream source, Span<byte> buffer, string what)
    {
        try
        {
            int read = source.Read(buffer);
            return read > 0 ? read : throw new WeightException($"The file ends inside {what}.");
        }
        catch (InvalidDataException exception)
        {
            throw new WeightException($"The file is damaged inside {what}.", exception);
        }
    }
}
