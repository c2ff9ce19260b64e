using System.IO.Compression;
using Grpc.Net.Compression;

namespace Lamina.OpenInference.Server.Grpc;

/// <summary>
/// gzip for gRPC messages that stops at the ceiling while it unpacks. gRPC's own ceiling is on the packed bytes, of which a few
/// kilobytes can stand for gigabytes.
/// </summary>
internal sealed class BoundedGzip(int ceiling) : ICompressionProvider
{
    public string EncodingName => "gzip";

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new GZipStream(stream, compressionLevel ?? CompressionLevel.Fastest, leaveOpen: true);

    public Stream CreateDecompressionStream(Stream stream) =>
        new Bounded(new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true), ceiling);

    private sealed class Bounded(Stream inner, int ceiling) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read = inner.Read(buffer);
            _read += read;
            return _read <= ceiling ? read : throw new OipFault(OipFaultKind.TooLarge, $"the message unpacks to more than the {ceiling} bytes that are taken here").Grpc();
        }

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
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
