using Lamina.Protocol;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Requests;
using Microsoft.AspNetCore.Builder;

namespace Lamina.Enclave.Tests;

/// <summary>Once a request is open nothing leaves unsealed, also where memory ends while the answer is sent.</summary>
public sealed class SealedFailureTests
{
    [Fact]
    public async Task Infer_NoMemoryToSendTheAnswer_EndsTheConnectionInsteadOfAnsweringUnsealed()
    {
        int failures = 1;
        await using TestEnclave enclave = await TestEnclave.StartAsync(web: web => web.Use((context, next) =>
        {
            if (context.Request.Path == Endpoints.Infer && Interlocked.Decrement(ref failures) >= 0)
            {
                context.Response.Body = new FullHeap(context.Response.Body);
            }

            return next(context);
        }));
        BoundKeys keys = await SealedExchange.BindAsync(enclave.Address, enclave.Plan);
        using SealedRequest first = SealedExchange.Seal(keys, enclave.Plan, "{}"u8.ToArray());
        await Assert.ThrowsAsync<HttpRequestException>(() => SealedExchange.PostAsync(enclave.Address, first));

        using SealedRequest second = SealedExchange.Seal(keys, enclave.Plan, "{}"u8.ToArray());
        (int status, byte[] body) = await SealedExchange.PostAsync(enclave.Address, second);
        Assert.Equal(200, status);
        Assert.True(second.TryOpen(body, out OpenedAnswer? answer, out string? refusal), refusal);
        answer.Dispose();
    }

    /// <summary>A response whose first write finds no memory.</summary>
    private sealed class FullHeap(Stream inner) : Stream
    {
        private int _writes;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            _writes++ == 0 ? throw new InsufficientMemoryException() : inner.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
