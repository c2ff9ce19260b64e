using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Records;

/// <summary>One field of a record, and how near a guess must come.</summary>
public sealed record FieldSpec
{
    /// <summary>Share of the training range that a continuous guess may be off.</summary>
    public const double RelativeTolerance = 0.05;

    /// <summary>The training range lies between these quantiles, so that outliers do not widen it. Our choice.</summary>
    public const double LowerQuantile = 0.05;

    /// <inheritdoc cref="LowerQuantile"/>
    public const double UpperQuantile = 0.95;

    private FieldSpec(string name, FieldKind kind, double tolerance)
    {
        Name = name;
        Kind = kind;
        Tolerance = tolerance;
    }

    /// <summary>The field's name.</summary>
    public string Name { get; }

    /// <summary>Exact, or within a tolerance.</summary>
    public FieldKind Kind { get; }

    /// <summary>Largest difference that is still right, in the field's unit; 0 for discrete fields.</summary>
    public double Tolerance { get; }

    /// <summary>A discrete field.</summary>
    public static FieldSpec Discrete(string name) => new(name, FieldKind.Discrete, 0);

    /// <summary>A continuous field with its values in the training records.</summary>
    /// <exception cref="ArgumentException">No values, or one that is not finite.</exception>
    public static FieldSpec Continuous(string name, IReadOnlyList<double> training)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (training.Count == 0 || training.Any(value => !double.IsFinite(value)))
        {
            throw new ArgumentException($"The field '{name}' needs finite training values.", nameof(training));
        }

        double[] sorted = [.. training.Order()];
        return new FieldSpec(name, FieldKind.Continuous, RelativeTolerance * (Quantiles.Linear(sorted, UpperQuantile) - Quantiles.Linear(sorted, LowerQuantile)));
    }

    /// <summary>True if the guess is right. A guess that is no number never is.</summary>
    public bool Matches(double truth, double guess) => Math.Abs(truth - guess) <= Tolerance;
}
