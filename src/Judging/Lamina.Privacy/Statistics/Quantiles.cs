namespace Lamina.Privacy.Statistics;

/// <summary>Quantiles of sorted values, linear between them as numpy's default.</summary>
internal static class Quantiles
{
    /// <param name="sorted">Ascending, at least one.</param>
    /// <param name="share">0..1.</param>
    public static double Linear(double[] sorted, double share)
    {
        double position = share * (sorted.Length - 1);
        int left = (int)position;
        int right = Math.Min(left + 1, sorted.Length - 1);
        return sorted[left] + ((position - left) * (sorted[right] - sorted[left]));
    }
}
