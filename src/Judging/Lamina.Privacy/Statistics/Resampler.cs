namespace Lamina.Privacy.Statistics;

/// <summary>
/// Means of resamples of one seed. A verdict makes a few hundred intervals over the same number of victims, and they all draw the
/// same victims: those draws are made once. One thread at a time.
/// </summary>
internal sealed class Resampler(long seed, int resamples = BcaBootstrap.DefaultResamples)
{
    /// <summary>Above this many draws (32 MB) they are made anew each time.</summary>
    private const long MaxKept = 8_000_000;

    private readonly Dictionary<int, int[]> _draws = [];

    /// <summary>The mean of each resample of these units.</summary>
    public double[] Means(Blocks units)
    {
        int count = units.Count;
        double[] means = new double[resamples];
        bool single = units.Sizes.All(size => size == 1);
        if ((long)count * resamples > MaxKept)
        {
            SeededRandom random = new(seed);
            int[] draws = new int[count];
            for (int b = 0; b < resamples; b++)
            {
                Fill(draws, random, count);
                means[b] = Mean(units, draws, single);
            }

            return means;
        }

        ReadOnlySpan<int> all = Draws(count);
        for (int b = 0; b < resamples; b++)
        {
            means[b] = Mean(units, all.Slice(b * count, count), single);
        }

        return means;
    }

    private int[] Draws(int count)
    {
        if (!_draws.TryGetValue(count, out int[]? draws))
        {
            draws = new int[count * resamples];
            Fill(draws, new SeededRandom(seed), count);
            _draws[count] = draws;
        }

        return draws;
    }

    private static void Fill(Span<int> draws, SeededRandom random, int count)
    {
        for (int i = 0; i < draws.Length; i++)
        {
            draws[i] = random.Next(count);
        }
    }

    private static double Mean(Blocks units, ReadOnlySpan<int> draws, bool single)
    {
        double[] sums = units.Sums;

        // Two sums at a time: one alone would wait for each addition.
        double even = 0;
        double odd = 0;
        int i = 0;
        for (; i < draws.Length - 1; i += 2)
        {
            even += sums[draws[i]];
            odd += sums[draws[i + 1]];
        }

        double sum = even + odd + (i < draws.Length ? sums[draws[i]] : 0);
        if (single)
        {
            return sum / draws.Length;
        }

        long size = 0;
        foreach (int drawn in draws)
        {
            size += units.Sizes[drawn];
        }

        return sum / size;
    }
}
