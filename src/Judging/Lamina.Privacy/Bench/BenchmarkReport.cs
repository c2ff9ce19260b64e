using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lamina.Privacy.Bench;

/// <summary>What <c>bench X --json</c> prints.</summary>
public sealed record BenchmarkReport
{
    /// <summary>Processor, cores and runtime.</summary>
    public required string Machine { get; init; }

    /// <summary>The commit that was measured; null where it is not known.</summary>
    public required string? Commit { get; init; }

    /// <summary>What was measured: digests of model and pictures, seed; null where the results say all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subject { get; init; }

    /// <summary>The measurements.</summary>
    public required ImmutableArray<BenchmarkResult> Results { get; init; }

    /// <summary>The JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, BenchmarkJson.Default.BenchmarkReport);
}

/// <summary>One measurement.</summary>
public sealed record BenchmarkResult
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The median over rounds.</summary>
    public required double Value { get; init; }

    /// <summary>The smallest of a round.</summary>
    public required double Low { get; init; }

    /// <summary>The largest of a round.</summary>
    public required double High { get; init; }

    /// <summary>Unit of the three.</summary>
    public required string Unit { get; init; }

    /// <summary>What was wanted; null where there is no goal.</summary>
    public double? Goal { get; init; }

    /// <summary>Whether every round met the goal (true) or none did (false); null without a goal or where rounds disagree.</summary>
    public bool? Met { get; init; }

    /// <summary>How it was measured.</summary>
    public required string Detail { get; init; }

    /// <summary>A result of rounds.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rounds">One value per round, at least one.</param>
    /// <param name="unit">Their unit.</param>
    /// <param name="detail">How they were measured.</param>
    /// <param name="goal">The least value wanted (or the most, see <paramref name="atMost"/>); null without a goal.</param>
    /// <param name="atMost">True where small is good.</param>
    public static BenchmarkResult Of(string name, IReadOnlyList<double> rounds, string unit, string detail, double? goal = null, bool atMost = false)
    {
        double[] sorted = [.. rounds.Order()];
        bool? met = goal is null ? null
            : (atMost ? sorted[^1] <= goal : sorted[0] >= goal) ? true
            : (atMost ? sorted[0] > goal : sorted[^1] < goal) ? false
            : null;
        return new BenchmarkResult
        {
            Name = name, Value = sorted[sorted.Length / 2], Low = sorted[0], High = sorted[^1], Unit = unit, Goal = goal, Met = met, Detail = detail,
        };
    }
}

/// <summary>Names as <c>bench X --json</c> has them; needs no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BenchmarkReport))]
[JsonSerializable(typeof(KeptResult))]
internal sealed partial class BenchmarkJson : JsonSerializerContext;
