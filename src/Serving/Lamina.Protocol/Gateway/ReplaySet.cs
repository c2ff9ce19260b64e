using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Lamina.Protocol.Gateway;

/// <summary>
/// Remembers the <c>enc</c> of every request that a set of keys opened. It never forgets: when it is full, its keys end.
/// Safe for concurrent use.
/// </summary>
internal sealed class ReplaySet(int capacity)
{
    private readonly Lock _gate = new();
    private readonly HashSet<UInt128> _seen = [];
    private int _awaited;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _seen.Count;
            }
        }
    }

    public bool IsFull => Count >= capacity;

    /// <summary>True from seven eighths on: time to publish the next keys.</summary>
    public bool IsNearlyFull => Count >= capacity - (capacity / 8);

    /// <summary>
    /// Makes room for one entry before a request is opened, so that <see cref="TryAdd"/> needs no memory afterwards. To be given back by
    /// <see cref="GiveRoomBack"/>, whatever became of the request.
    /// </summary>
    public void MakeRoom()
    {
        lock (_gate)
        {
            _seen.EnsureCapacity(Math.Min(capacity, _seen.Count + _awaited + 1));
            _awaited++;
        }
    }

    /// <summary>Ends what <see cref="MakeRoom"/> began.</summary>
    public void GiveRoomBack()
    {
        lock (_gate)
        {
            _awaited--;
        }
    }

    /// <summary>Remembers an <c>enc</c>; false if it was there already or the set is full.</summary>
    public bool TryAdd(ReadOnlySpan<byte> encapsulation)
    {
        // Half a SHA-256 is enough: a collision, 2^64 work, gets its maker's own second request refused and nothing else.
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(encapsulation, digest);
        UInt128 entry = BinaryPrimitives.ReadUInt128BigEndian(digest);
        lock (_gate)
        {
            return _seen.Count < capacity && _seen.Add(entry);
        }
    }
}
