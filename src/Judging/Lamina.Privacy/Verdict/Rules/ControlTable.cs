using System.Collections.Immutable;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Verdict.Rules;

/// <summary>The negative controls by metric: the best one sets the level that an attack must exceed.</summary>
internal sealed class ControlTable(ImmutableArray<NegativeControl> controls)
{
    public ImmutableArray<NegativeControl> All => controls;

    /// <summary>The control with the best mean in that metric among those that pass the filter, or null.</summary>
    public Level? Best(Metric metric, Func<NegativeControl, bool>? filter = null)
    {
        Level? best = null;
        foreach (NegativeControl control in controls)
        {
            if (control.Scores.TryGetValue(metric, out ImmutableArray<double> values) && (filter is null || filter(control)))
            {
                Level level = new(control, values, values.Average());
                best = best is null || IsBetter(metric, level.Mean, best.Mean) ? level : best;
            }
        }

        return best;
    }

    private static bool IsBetter(Metric metric, double first, double second) => metric.HigherLeaks ? first > second : first < second;

    /// <summary>What one control scores.</summary>
    public sealed record Level(NegativeControl Control, ImmutableArray<double> Values, double Mean);
}
