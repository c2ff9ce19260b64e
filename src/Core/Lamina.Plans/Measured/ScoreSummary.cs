namespace Lamina.Plans.Measured;

/// <summary>A score over victims, in the metric's unit.</summary>
public sealed record ScoreSummary
{
    /// <summary>Mean over victims.</summary>
    public required double Mean { get; init; }

    /// <summary>One-sided 95% lower bound of the mean.</summary>
    public required double Low { get; init; }

    /// <summary>One-sided 95% upper bound of the mean.</summary>
    public required double High { get; init; }

    /// <summary>The victim for whom the attack did best.</summary>
    public required double Max { get; init; }
}
