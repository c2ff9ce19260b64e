using System.Numerics;

namespace Lamina.Privacy.Statistics;

/// <summary>
/// xoshiro256** (Blackman, Vigna 2018), its state filled by SplitMix64 from one seed: the same numbers on every machine and
/// runtime, so that a verdict can be computed again. Not for secrets. One thread at a time.
/// </summary>
public sealed class SeededRandom
{
    private readonly ulong[] _state = new ulong[4];

    /// <summary>Starts the sequence of a seed.</summary>
    public SeededRandom(long seed)
    {
        ulong mixer = unchecked((ulong)seed);
        for (int i = 0; i < _state.Length; i++)
        {
            mixer = unchecked(mixer + 0x9E3779B97F4A7C15);
            ulong value = mixer;
            value = unchecked((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9);
            value = unchecked((value ^ (value >> 27)) * 0x94D049BB133111EB);
            _state[i] = value ^ (value >> 31);
        }
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = unchecked(BitOperations.RotateLeft(_state[1] * 5, 7) * 9);
        ulong shifted = _state[1] << 17;
        _state[2] ^= _state[0];
        _state[3] ^= _state[1];
        _state[1] ^= _state[2];
        _state[0] ^= _state[3];
        _state[2] ^= shifted;
        _state[3] = BitOperations.RotateLeft(_state[3], 45);
        return result;
    }

    /// <summary>Uniform in 0..1, 1 excluded.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0..<paramref name="count"/>-1, without bias (Lemire 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public int Next(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        uint range = (uint)count;
        uint threshold = unchecked(0u - range) % range;
        while (true)
        {
            ulong product = (NextUInt64() >> 32) * range;
            if ((uint)product >= threshold)
            {
                return (int)(product >> 32);
            }
        }
    }

    /// <summary>0..<paramref name="count"/>-1 in random order (Fisher, Yates).</summary>
    public int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    /// <summary>0..<paramref name="count"/>-1 in random order with no element at its own place: for pairs that must be wrong (Sattolo 1986).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 2.</exception>
    public int[] Derangement(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = Next(i);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
