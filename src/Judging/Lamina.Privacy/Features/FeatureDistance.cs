namespace Lamina.Privacy.Features;

/// <summary>
/// How far apart two feature sets are: the mean squared difference of each tensor divided by that tensor's mean square over the
/// victims, averaged over tensors. In float64.
/// </summary>
public sealed class FeatureDistance
{
    private readonly double[] _scales;

    /// <summary>Measures the scale.</summary>
    /// <param name="victims">At least one.</param>
    public FeatureDistance(IReadOnlyList<FeatureSet> victims)
    {
        ArgumentNullException.ThrowIfNull(victims);
        ArgumentOutOfRangeException.ThrowIfZero(victims.Count, nameof(victims));
        _scales = [.. Enumerable.Range(0, victims[0].Maps.Count).Select(t => Math.Max(1e-30, victims.Average(victim => MeanSquare(victim.Maps[t]))))];
    }

    /// <summary>The distance of two sets; 0 if they are equal, about 1 between a set and zeros.</summary>
    /// <exception cref="ArgumentException">Their shapes differ.</exception>
    public double Between(FeatureSet first, FeatureSet second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return _scales.Index().Average(scale => MeanSquaredDifference(first.Maps[scale.Index], second.Maps[scale.Index]) / scale.Item);
    }

    /// <summary>Mean distance of each set to the next in a circle; with one set, to the others given.</summary>
    /// <param name="victims">At least one.</param>
    /// <param name="others">Used where there is one victim; at least one then.</param>
    public double BetweenDifferent(IReadOnlyList<FeatureSet> victims, IReadOnlyList<FeatureSet> others)
    {
        ArgumentNullException.ThrowIfNull(victims);
        ArgumentNullException.ThrowIfNull(others);
        return victims.Count > 1
            ? victims.Index().Average(entry => Between(entry.Item, victims[(entry.Index + 1) % victims.Count]))
            : others.Average(other => Between(other, victims[0]));
    }

    private static double MeanSquare(FeatureMap map)
    {
        double sum = 0;
        foreach (float value in map.Values)
        {
            sum += (double)value * value;
        }

        return sum / map.Values.Length;
    }

    private static double MeanSquaredDifference(FeatureMap first, FeatureMap second)
    {
        FeatureMap.RequireOneShape([first, second]);
        double sum = 0;
        for (int i = 0; i < first.Values.Length; i++)
        {
            double difference = (double)first.Values[i] - second.Values[i];
            sum += difference * difference;
        }

        return sum / first.Values.Length;
    }
}
