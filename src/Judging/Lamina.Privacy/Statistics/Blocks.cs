namespace Lamina.Privacy.Statistics;

/// <summary>
/// Values gathered into the units that are drawn as one: each value alone, or all values of a block (the records of one image
/// are no independent victims). The mean is over values: sums of the units over their sizes.
/// </summary>
internal sealed class Blocks
{
    private Blocks(double[] sums, int[] sizes)
    {
        Sums = sums;
        Sizes = sizes;
    }

    public double[] Sums { get; }

    public int[] Sizes { get; }

    public int Count => Sums.Length;

    public double Mean => Sums.Sum() / Sizes.Sum();

    /// <param name="values">Finite values, at least one.</param>
    /// <param name="blocks">The block of each value; empty if each value is a unit.</param>
    public static Blocks Gather(ReadOnlySpan<double> values, ReadOnlySpan<int> blocks)
    {
        if (values.IsEmpty)
        {
            throw new ArgumentException("No values were given.", nameof(values));
        }

        if (!blocks.IsEmpty && blocks.Length != values.Length)
        {
            throw new ArgumentException($"{blocks.Length} block numbers were given for {values.Length} values.", nameof(blocks));
        }

        SortedDictionary<int, (double Sum, int Size)> units = [];
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException($"Value {i} is {values[i]}; a finite number was wanted.", nameof(values));
            }

            int unit = blocks.IsEmpty ? i : blocks[i];
            (double sum, int size) = units.GetValueOrDefault(unit);
            units[unit] = (sum + values[i], size + 1);
        }

        return new Blocks([.. units.Values.Select(unit => unit.Sum)], [.. units.Values.Select(unit => unit.Size)]);
    }
}
