namespace Lamina.Privacy.Statistics;

/// <summary>Intervals of means over victims: BCa bootstrap from 50 units up, Student's t from 16, none below.</summary>
public static class MeanIntervals
{
    /// <summary>Fewest units for any bounds.</summary>
    public const int MinUnits = 16;

    /// <summary>Fewest units for the bootstrap.</summary>
    public const int MinBootstrapUnits = 50;

    /// <summary>The mean of one score per victim with its one-sided 95% bounds.</summary>
    /// <param name="values">Finite values, at least one.</param>
    /// <param name="range">
    /// What the score can be. Where all units agree no spread can be seen; the bounds are then those that a share of
    /// 1 - 0.05^(1/n) of victims at the range's end would leave (for 0 hits in n exactly Clopper and Pearson's).
    /// Scores of 0 and 1 are never given narrower bounds than Clopper and Pearson's.
    /// </param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="blocks">The block of each value, where values of one block are not independent; empty otherwise.</param>
    /// <exception cref="ArgumentException">No values, a value that is not finite, or a wrong number of blocks.</exception>
    public static MeanInterval Of(ReadOnlySpan<double> values, ScoreRange range, long seed, ReadOnlySpan<int> blocks = default)
    {
        return Of(values, range, new Resampler(seed), blocks);
    }

    /// <inheritdoc cref="Of(ReadOnlySpan{double}, ScoreRange, long, ReadOnlySpan{int})"/>
    internal static MeanInterval Of(ReadOnlySpan<double> values, ScoreRange range, Resampler resampler, ReadOnlySpan<int> blocks = default, double level = MeanInterval.Level)
    {
        MeanInterval plain = Plain(values, range, resampler, blocks, level);
        return plain.Method == IntervalMethod.TooFew ? plain : Widen(values, blocks, plain, range, level);
    }

    /// <summary>As the public ones, without its allowance for what so few units cannot show: for a small correction of a mean that has it.</summary>
    internal static MeanInterval Plain(ReadOnlySpan<double> values, ScoreRange range, Resampler resampler, ReadOnlySpan<int> blocks = default, double level = MeanInterval.Level)
    {
        Blocks units = Blocks.Gather(values, blocks);
        IntervalMethod method = MethodFor(units.Count);
        (double low, double high) = method switch
        {
            IntervalMethod.Bca => BcaBootstrap.Bounds(units, resampler, level),
            IntervalMethod.StudentT => StudentInterval.Bounds(units, level),
            _ => (range.Min, range.Max),
        };
        return new MeanInterval(units.Mean, low, high, units.Count, method);
    }

    /// <summary>The mean of first minus second, victim by victim.</summary>
    /// <param name="first">One score per victim.</param>
    /// <param name="second">The other score of the same victims in the same order.</param>
    /// <param name="range">What a single score can be.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="blocks">As in <see cref="Of(ReadOnlySpan{double}, ScoreRange, long, ReadOnlySpan{int})"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or as for one score.</exception>
    public static MeanInterval OfPairs(
        ReadOnlySpan<double> first, ReadOnlySpan<double> second, ScoreRange range, long seed, ReadOnlySpan<int> blocks = default) =>
        OfPairs(first, second, range, new Resampler(seed), blocks);

    /// <inheritdoc cref="OfPairs(ReadOnlySpan{double}, ReadOnlySpan{double}, ScoreRange, long, ReadOnlySpan{int})"/>
    internal static MeanInterval OfPairs(
        ReadOnlySpan<double> first, ReadOnlySpan<double> second, ScoreRange range, Resampler resampler, ReadOnlySpan<int> blocks = default) =>
        Of(Differences(first, second), range.OfDifferences(), resampler, blocks);

    /// <summary>First minus second, victim by victim.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double[] Differences(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.Length != second.Length)
        {
            throw new ArgumentException($"{first.Length} and {second.Length} scores were given; pairs need the same victims.", nameof(second));
        }

        double[] differences = new double[first.Length];
        for (int i = 0; i < differences.Length; i++)
        {
            differences[i] = first[i] - second[i];
        }

        return differences;
    }

    /// <summary>Which method so many units get.</summary>
    public static IntervalMethod MethodFor(int units) => units switch
    {
        >= MinBootstrapUnits => IntervalMethod.Bca,
        >= MinUnits => IntervalMethod.StudentT,
        _ => IntervalMethod.TooFew,
    };

    private static MeanInterval Widen(ReadOnlySpan<double> values, ReadOnlySpan<int> blocks, MeanInterval plain, ScoreRange range, double level)
    {
        if (values.IndexOfAnyExcept(values[0]) < 0)
        {
            double unseen = 1 - Math.Pow(1 - level, 1.0 / plain.Units);
            return plain with { Low = plain.Mean - (unseen * (plain.Mean - range.Min)), High = plain.Mean + (unseen * (range.Max - plain.Mean)) };
        }

        if (blocks.IsEmpty && values.IndexOfAnyExcept(0.0, 1.0) < 0)
        {
            int hits = values.Count(1.0);
            return plain with
            {
                Low = Math.Min(plain.Low, ClopperPearson.Lower(hits, values.Length, level)),
                High = Math.Max(plain.High, ClopperPearson.Upper(hits, values.Length, level)),
            };
        }

        return plain;
    }
}
