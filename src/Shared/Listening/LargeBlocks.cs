using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Lamina.Shared.Listening;

/// <summary>
/// Memory of connections in blocks of 64 KiB. Kestrel's own blocks of 4 KiB take a system call and a turn through the pipe each, which is 150 of them for one
/// picture of 600 KB. Idle connections hold none.
/// </summary>
internal sealed class LargeBlocks : IMemoryPoolFactory<byte>
{
    private const int BlockBytes = 64 << 10;
    private const int MostKept = 256;

    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    private sealed class Pool : MemoryPool<byte>
    {
        private readonly ConcurrentQueue<byte[]> _free = new();

        public override int MaxBufferSize => BlockBytes;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);

            // Pinned, because sockets would pin it for every call.
            return new Block(this, _free.TryDequeue(out byte[]? block) ? block : GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true));
        }

        protected override void Dispose(bool disposing) => _free.Clear();

        private void TakeBack(byte[] block)
        {
            if (_free.Count < MostKept)
            {
                _free.Enqueue(block);
            }
        }

        private sealed class Block(Pool pool, byte[] bytes) : IMemoryOwner<byte>
        {
            private byte[]? _bytes = bytes;

            public Memory<byte> Memory => _bytes ?? throw new ObjectDisposedException(nameof(Block));

            public void Dispose()
            {
                if (Interlocked.Exchange(ref _bytes, null) is { } bytes)
                {
                    pool.TakeBack(bytes);
                }
            }
        }
    }
}
