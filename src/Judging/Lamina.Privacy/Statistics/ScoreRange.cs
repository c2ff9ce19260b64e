namespace Lamina.Privacy.Statistics;

/// <summary>The values a score can take.</summary>
/// <param name="Min">Smallest.</param>
/// <param name="Max">Largest.</param>
public readonly record struct ScoreRange(double Min, double Max)
{
    /// <summary>0..1.</summary>
    public static ScoreRange Share { get; } = new(0, 1);

    /// <summary>-1..1.</summary>
    public static ScoreRange Similarity { get; } = new(-1, 1);

    /// <summary>The values that differences of two such scores can take.</summary>
    public ScoreRange OfDifferences() => new(Min - Max, Max - Min);
}
