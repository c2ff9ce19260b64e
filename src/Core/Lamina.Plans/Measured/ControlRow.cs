using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Lamina.Plans.Measured;

/// <summary>A run whose outcome is known beforehand: it shows that the instrument works.</summary>
public sealed record ControlRow
{
    /// <summary>Name of the control.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it must succeed or must not.</summary>
    public required ControlKind Kind { get; init; }

    /// <summary>Names of the tensors it used; empty for one that looks at none.</summary>
    public required ImmutableArray<string> Tensors { get; init; }

    /// <summary>Name of the attack it is the control of; null for one that is no attack.</summary>
    public string? Attack { get; init; }

    /// <summary>Name of the metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Number of victims.</summary>
    public required int Images { get; init; }

    /// <summary>The metric.</summary>
    public required ScoreSummary Score { get; init; }

    /// <summary>The value the mean must exceed to pass; null for a negative control that only sets the level.</summary>
    public double? Required { get; init; }

    /// <summary>Whether the outcome was the known one.</summary>
    public required bool Passed { get; init; }
}

/// <summary>Which way a control must turn out.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ControlKind>))]
public enum ControlKind
{
    /// <summary>Must succeed: the attack works where it can.</summary>
    [JsonStringEnumMemberName("positive")]
    Positive,

    /// <summary>Must not succeed: what it scores is had without the tensor.</summary>
    [JsonStringEnumMemberName("negative")]
    Negative,
}
