namespace Lamina.Reports.Charts;

/// <summary>Round numbers along an axis from 0.</summary>
internal static class AxisTicks
{
    /// <summary>Four to eleven ticks at 1, 2 or 5 times a power of ten; the last is at or above the largest value.</summary>
    /// <param name="largest">The largest value; 0 or less counts as 1.</param>
    public static IReadOnlyList<double> UpTo(double largest)
    {
        double top = largest > 0 && double.IsFinite(largest) ? largest : 1;
        double power = Math.Pow(10, Math.Floor(Math.Log10(top)) - 1);
        double step = new[] { 1.0, 2, 5, 10, 20 }.Select(factor => factor * power).First(candidate => top / candidate <= 10);
        return [.. Enumerable.Range(0, (int)Math.Ceiling(top / step) + 1).Select(i => i * step)];
    }
}
