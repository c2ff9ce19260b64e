namespace Lamina.Privacy.Statistics;

/// <summary>A mean over victims with its two one-sided bounds: of 95% (together the two-sided 90% interval), but where a verdict says otherwise.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">One-sided lower bound of the mean.</param>
/// <param name="High">One-sided upper bound of the mean.</param>
/// <param name="Units">Independent units behind it: victims, or blocks of records.</param>
/// <param name="Method">How the bounds were made.</param>
public sealed record MeanInterval(double Mean, double Low, double High, int Units, IntervalMethod Method)
{
    /// <summary>Default one-sided level of both bounds.</summary>
    public const double Level = 0.95;

    /// <summary>The sum of two means with the sum of their bounds: wider than needed, never narrower.</summary>
    internal MeanInterval Plus(MeanInterval other) => new(
        Mean + other.Mean, Low + other.Low, High + other.High, Math.Min(Units, other.Units), Units < other.Units ? Method : other.Method);
}

/// <summary>How the bounds of a <see cref="MeanInterval"/> were made; the number of units decides.</summary>
public enum IntervalMethod
{
    /// <summary>Fewer than 16 units: the bounds are the score's whole range, nothing can be judged.</summary>
    TooFew,

    /// <summary>16 to 49 units: Student's t.</summary>
    StudentT,

    /// <summary>From 50 units: bias-corrected and accelerated bootstrap.</summary>
    Bca,
}
