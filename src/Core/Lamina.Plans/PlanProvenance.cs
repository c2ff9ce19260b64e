using System.Collections.Immutable;

namespace Lamina.Plans;

/// <summary>Who made a plan, from what. It holds no time: the same inputs give the same bytes.</summary>
public sealed record PlanProvenance
{
    /// <summary>The command that wrote the plan, such as <c>lamina split</c>.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Version of the tool.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The tool's source commit in hexadecimal; null for a build that does not know it.</summary>
    public string? Commit { get; init; }

    /// <summary>The machine the costs were measured on, in a few words; null if none were.</summary>
    public string? Machine { get; init; }

    /// <summary>Every seed that was used, in order of use.</summary>
    public required ImmutableArray<long> Seeds { get; init; }

    /// <summary>The data sets that were used.</summary>
    public required ImmutableArray<PlanData> Data { get; init; }
}

/// <summary>A data set that went into a plan.</summary>
public sealed record PlanData
{
    /// <summary>What it was used as, such as <c>train</c> or <c>victims</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Its name, without a path.</summary>
    public required string Name { get; init; }

    /// <summary>Digest over the samples used, in order (docs/plan.md).</summary>
    public required Sha256Digest Sha256 { get; init; }

    /// <summary>How many samples were used.</summary>
    public required int Images { get; init; }
}
