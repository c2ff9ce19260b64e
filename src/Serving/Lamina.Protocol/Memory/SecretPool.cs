using System.Collections.Concurrent;

namespace Lamina.Protocol.Memory;

/// <summary>
/// Keeps large pinned arrays for the next message: those of a plan all have the same two sizes, and making them anew for
/// every request costs more than sealing it. Arrays are zero when they come back and when they go out.
/// </summary>
internal static class SecretPool
{
    /// <summary>Smaller arrays are cheap enough to make.</summary>
    private const int SmallestKept = 16 << 10;

    /// <summary>More than this is left to the collector. When it is reached, what is kept goes first: it may be of sizes that nobody asks for any more.</summary>
    private const long MaximumKept = 32 << 20;

    private static readonly ConcurrentDictionary<int, ConcurrentQueue<byte[]>> Kept = new();
    private static long _keptBytes;

    /// <summary>A zeroed, pinned array of exactly this length.</summary>
    public static byte[] Rent(int length)
    {
        if (length >= SmallestKept && Kept.TryGetValue(length, out ConcurrentQueue<byte[]>? arrays) && arrays.TryDequeue(out byte[]? array))
        {
            Interlocked.Add(ref _keptBytes, -length);
            return array;
        }

        return GC.AllocateArray<byte>(length, pinned: true);
    }

    /// <summary>Takes back an array that its last user has zeroed.</summary>
    public static void Return(byte[] array)
    {
        if (array.Length < SmallestKept)
        {
            return;
        }

        if (Interlocked.Add(ref _keptBytes, array.Length) > MaximumKept)
        {
            Empty();
            if (Interlocked.Read(ref _keptBytes) > MaximumKept)
            {
                Interlocked.Add(ref _keptBytes, -array.Length);
                return;
            }
        }

        Kept.GetOrAdd(array.Length, _ => new ConcurrentQueue<byte[]>()).Enqueue(array);
    }

    private static void Empty()
    {
        foreach (ConcurrentQueue<byte[]> arrays in Kept.Values)
        {
            while (arrays.TryDequeue(out byte[]? array))
            {
                Interlocked.Add(ref _keptBytes, -array.Length);
            }
        }
    }
}
