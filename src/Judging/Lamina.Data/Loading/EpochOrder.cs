namespace Lamina.Data.Loading;

/// <summary>Random numbers of an epoch that follow from seed and epoch alone.</summary>
internal static class EpochOrder
{
    /// <summary>The order of the pictures in an epoch; their own without a seed.</summary>
    public static int[] Of(int count, int? seed, int epoch)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        if (seed is { } value)
        {
            new Random(Mix(value, epoch, -1)).Shuffle(order);
        }

        return order;
    }

    /// <summary>Mixes numbers into a seed that is the same in every process (System.HashCode is not).</summary>
    public static int Mix(int seed, int epoch, int index)
    {
        ulong mixed = 0x9E3779B97F4A7C15;
        foreach (int part in (ReadOnlySpan<int>)[seed, epoch, index])
        {
            mixed = (mixed ^ (uint)part) * 0xBF58476D1CE4E5B9;
            mixed ^= mixed >> 31;
        }

        return (int)(mixed & int.MaxValue);
    }
}
