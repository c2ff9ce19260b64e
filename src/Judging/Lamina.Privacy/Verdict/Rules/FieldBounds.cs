using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Verdict.Rules;

/// <summary>
/// Bounds of the advantage over guessing fields. Its mean counts a field 0 that is told worse than the best guess; its bounds keep that
/// field's spread as long as it may be told better in truth.
/// </summary>
/// <remarks>
/// The bounds are those of the unclamped mean of all fields whose own upper bound is above 0, moved up by what the mean gained from being
/// clamped. A second pair is made of the fields whose mean is above 0 alone, and the outer ones count: where fields err in opposite
/// directions their errors must not cancel.
/// </remarks>
internal static class FieldBounds
{
    /// <param name="scores">What the attack scored, with its fields.</param>
    /// <param name="reference">What the inverse network scored on all victims, where the attack ran on the first only; else null.</param>
    /// <param name="whole">Bounds of a mean.</param>
    /// <param name="gain">Bounds of a gain over the network.</param>
    /// <returns>Null where the scores, or the network's, were not kept field by field.</returns>
    public static MeanInterval? Of(SeedScores scores, SeedScores? reference, Func<double[], MeanInterval> whole, Func<double[], MeanInterval> gain)
    {
        Metric[] fields = [.. scores.Scores.Keys.Where(metric => metric.IsField).OrderBy(metric => metric.Name, StringComparer.Ordinal)];
        if (fields.Length == 0 || (reference is not null && !fields.All(reference.Scores.ContainsKey)))
        {
            return null;
        }

        double[][] values = [.. fields.Select(field => (reference ?? scores).Scores[field].ToArray())];
        double[][]? gains = reference is null ? null : [.. fields.Select((field, i) => MeanIntervals.Differences(scores.Scores[field].AsSpan(), values[i].AsSpan(0, scores.Scores[field].Length)))];
        double[] advantages = [.. fields.Select((_, i) => values[i].Average() + (gains?[i].Average() ?? 0))];
        int[] possible = [.. Enumerable.Range(0, fields.Length).Where(i => Bound(values[i], gains?[i], whole, gain).High > 0)];
        int[] told = [.. possible.Where(i => advantages[i] > 0)];
        MeanInterval all = Bounds(values, gains, advantages, possible, whole, gain);
        if (told.Length == 0 || told.Length == possible.Length)
        {
            return all;
        }

        MeanInterval alone = Bounds(values, gains, advantages, told, whole, gain);
        return all with { Low = Math.Min(all.Low, alone.Low), High = Math.Max(all.High, alone.High) };
    }

    private static MeanInterval Bounds(
        double[][] values, double[][]? gains, double[] advantages, int[] fields, Func<double[], MeanInterval> whole, Func<double[], MeanInterval> gain)
    {
        double clamped = fields.Sum(i => Math.Max(0, -advantages[i])) / values.Length;
        MeanInterval bounds = Bound(Mean(values, fields), gains is null ? null : Mean(gains, fields), whole, gain);
        return bounds with { Mean = bounds.Mean + clamped, Low = bounds.Low + clamped, High = bounds.High + clamped };
    }

    private static MeanInterval Bound(double[] values, double[]? gains, Func<double[], MeanInterval> whole, Func<double[], MeanInterval> gain) =>
        gains is null ? whole(values) : whole(values).Plus(gain(gains));

    /// <summary>Per victim the sum over some fields as a part of all.</summary>
    private static double[] Mean(double[][] values, int[] fields) =>
        [.. Enumerable.Range(0, values[0].Length).Select(victim => fields.Sum(field => values[field][victim]) / values.Length)];
}
