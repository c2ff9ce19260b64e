namespace Lamina.Data.TonIot;

/// <summary>
/// One feature as a byte: the quantile of its value among the training records (Yang and Shami, ICC 2022, arXiv 2201.11812,
/// whose published notebook fits on the test records too; this does not). Level 0 is a missing value, 1 to 255 are quantiles.
/// With at most 255 distinct training values every value has a level of its own and decoding is exact.
/// </summary>
public sealed class QuantileCode
{
    private const int Levels = 255;
    private readonly double[] _lower;
    private readonly double[] _value;
    private readonly byte[] _level;

    private QuantileCode(double[] lower, double[] value, byte[] level)
    {
        _lower = lower;
        _value = value;
        _level = level;
    }

    /// <summary>From what a manifest holds: the values that levels stand for, ascending, and the levels.</summary>
    /// <exception cref="DataException">The lists do not match or do not ascend.</exception>
    public static QuantileCode From(IReadOnlyList<double> values, IReadOnlyList<int> levels)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(levels);
        bool ascends = values.Count == levels.Count && values.Count <= Levels && values.All(double.IsFinite)
            && values.Zip(values.Skip(1), (a, b) => a < b).All(ok => ok) && levels.Zip(levels.Skip(1), (a, b) => a < b).All(ok => ok) && levels.All(level => level is >= 1 and <= Levels);
        return ascends ? Build([.. values], [.. levels.Select(level => (byte)level)]) : throw new DataException("manifest: a column's values and levels do not ascend together.");
    }

    /// <summary>Fits the code to the training values; NaN (missing) is left out.</summary>
    public static QuantileCode Fit(IEnumerable<double> training)
    {
        ArgumentNullException.ThrowIfNull(training);
        double[] sorted = [.. training.Where(value => !double.IsNaN(value)).Order()];
        (double Value, double Quantile)[] distinct = [.. Distinct(sorted)];
        return distinct.Length <= Levels ? Exact(distinct) : Binned(sorted);
    }

    /// <summary>The values that levels stand for, ascending.</summary>
    public IReadOnlyList<double> Values => _value;

    /// <summary>The level of each of <see cref="Values"/>.</summary>
    public IReadOnlyList<int> LevelsOfValues => [.. _level.Select(level => (int)level)];

    /// <summary>The level whose value is nearest; 0 for a missing value.</summary>
    public byte Encode(double value)
    {
        if (double.IsNaN(value) || _value.Length == 0)
        {
            return 0;
        }

        int found = Array.BinarySearch(_lower, value);
        return _level[found >= 0 ? found : Math.Max(0, ~found - 1)];
    }

    /// <summary>The value of the nearest level; NaN (missing) for 0 and for a code fitted to nothing.</summary>
    public double Decode(byte level)
    {
        if (level == 0 || _value.Length == 0)
        {
            return double.NaN;
        }

        int found = Array.BinarySearch(_level, level);
        if (found >= 0)
        {
            return _value[found];
        }

        int above = Math.Min(~found, _level.Length - 1);
        int below = Math.Max(above - 1, 0);
        return level - _level[below] <= _level[above] - level ? _value[below] : _value[above];
    }

    /// <summary>Distinct values with the middle of the quantiles that each covers.</summary>
    private static IEnumerable<(double Value, double Quantile)> Distinct(double[] sorted)
    {
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start]; end++)
            {
            }

            yield return (sorted[start], (start + end) / 2.0 / sorted.Length);
        }
    }

    /// <summary>Each value at its quantile, moved as little as keeps levels apart.</summary>
    private static QuantileCode Exact((double Value, double Quantile)[] distinct)
    {
        var levels = new byte[distinct.Length];
        for (int i = 0, last = 0; i < distinct.Length; i++)
        {
            int wanted = 1 + (int)Math.Round(distinct[i].Quantile * (Levels - 1));
            last = Math.Clamp(wanted, last + 1, Levels - (distinct.Length - 1 - i));
            levels[i] = (byte)last;
        }

        return Build([.. distinct.Select(entry => entry.Value)], levels);
    }

    /// <summary>255 bins of equal count; a bin stands for its median.</summary>
    private static QuantileCode Binned(double[] sorted)
    {
        var values = new List<double>();
        var levels = new List<byte>();
        for (int level = 1; level <= Levels; level++)
        {
            double median = sorted[(int)(((level - 0.5) / Levels) * sorted.Length)];
            if (values.Count == 0 || median > values[^1])
            {
                values.Add(median);
                levels.Add((byte)level);
            }
        }

        return Build([.. values], [.. levels]);
    }

    private static QuantileCode Build(double[] values, byte[] levels)
    {
        // A value belongs to the nearest one that has a level: the border lies half way.
        double[] lower = [.. values.Select((value, i) => i == 0 ? double.NegativeInfinity : value / 2 + values[i - 1] / 2)];
        return new QuantileCode(lower, values, levels);
    }
}
