using Lamina.Plans;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Verdict.Rules;

/// <summary>One attack run against one limit of the budget.</summary>
/// <param name="Assessment">The run.</param>
/// <param name="Metric">The limited metric.</param>
/// <param name="Judged">The interval that was judged: of the score or of its excess; null if it could not be had.</param>
/// <param name="Max">The limit it was held against.</param>
/// <param name="OnExcess">True if the excess was judged.</param>
/// <param name="Share">Bounds of the share of victims above the limit on single ones; null where that is not judged.</param>
/// <param name="MaxShare">The limit on that share.</param>
internal sealed record LimitOutcome(
    Assessment Assessment, Metric Metric, MeanInterval? Judged, double Max, bool OnExcess, (double Lower, double Upper)? Share, double MaxShare)
{
    public bool Leaks => Judged?.Low > Max || Share?.Lower > MaxShare;

    public bool Fits => Judged?.High <= Max && (Share is null || Share.Value.Upper <= MaxShare);

    /// <summary>True if the estimate itself is above the limit, whatever its bounds.</summary>
    public bool MeanExceeds => Judged?.Mean > Max;

    public string Sentence
    {
        get
        {
            string what = OnExcess ? $"{Metric} above the negative control" : Metric.Name;
            if (Judged is null)
            {
                return $"{Assessment.Name}: {what} could not be judged.";
            }

            string mean = $"{Assessment.Name}: {what} {Words.Number(Judged.Mean)} ({Words.Number(Judged.Low)} to {Words.Number(Judged.High)}), the limit is {Words.Number(Max)}";
            string share = Share is { } bounds
                ? $"; victims above their own limit {Words.Number(bounds.Lower)} to {Words.Number(bounds.Upper)}, at most {Words.Number(MaxShare)} may be"
                : "";
            return $"{mean}{share}.";
        }
    }

    /// <param name="assessment">A run that was scored by the metric.</param>
    /// <param name="limit">A limit on that metric.</param>
    /// <param name="level">Level of its one-sided bounds.</param>
    public static LimitOutcome Of(Assessment assessment, BudgetLimit limit, double level)
    {
        MetricResult result = assessment.Results[Metric.Find(limit.Metric)!];
        JudgedLimit judged = limit.Judged(result.Control?.Mean);
        (double, double)? share = null;
        if (limit.Victims is { } victims && result.Values.Length >= victims.FromVictims)
        {
            IEnumerable<double> values = judged.OnExcess ? result.Excesses : result.Values;
            int above = values.Count(value => value > victims.Above);
            share = (ClopperPearson.Lower(above, result.Values.Length, level), ClopperPearson.Upper(above, result.Values.Length, level));
        }

        return new LimitOutcome(
            assessment, result.Metric, judged.OnExcess ? result.Excess : result.Raw, judged.Max,
            judged.OnExcess, share, limit.Victims?.MaxShare ?? 1);
    }
}
