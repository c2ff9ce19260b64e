using System.Text.Json.Serialization;
using Lamina.Plans.Measured;

namespace Lamina.Cli.Profile;

/// <summary>What <c>profile --json</c> prints, and what <c>profile.json</c> of a folder holds, finished or not.</summary>
internal sealed record ProfileJson
{
    public required ProfiledModelJson Model { get; init; }

    public required ConditionsJson Conditions { get; init; }

    /// <summary>Null while nothing is measured.</summary>
    public double? WholeMs { get; init; }

    public double? WholeMsP25 { get; init; }

    public double? WholeMsP75 { get; init; }

    /// <summary>Every round of the whole model, so that a run that is continued can pool them.</summary>
    public required IReadOnlyList<double> WholeRoundsMs { get; init; }

    public required IReadOnlyList<CutCostJson> Cuts { get; init; }

    /// <summary>Cuts that are asked for and not measured yet; empty when the run is finished.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Pending { get; init; }
}

/// <summary>The model.</summary>
internal sealed record ProfiledModelJson(string File, string Sha256);

/// <summary>How it was measured.</summary>
internal sealed record ConditionsJson
{
    public required int Rounds { get; init; }

    public required int WarmUpRounds { get; init; }

    /// <summary>Threads of head, tail, whole model, and of a worker that is started here.</summary>
    public required int Threads { get; init; }

    /// <summary><c>local</c> for a worker process on this machine, else the server's address.</summary>
    public required string Worker { get; init; }

    /// <summary>The body's execution provider; <c>unknown</c> for a server elsewhere.</summary>
    public required string Provider { get; init; }

    /// <summary>As asked for: null, <c>auto</c> or a tensor.</summary>
    public required string? Tail { get; init; }

    /// <summary>Processor, cores and runtime of the side that runs head and tail.</summary>
    public required string Machine { get; init; }
}

/// <summary>A measured cut.</summary>
internal sealed record CutCostJson
{
    public required IReadOnlyList<string> Tensors { get; init; }

    public required string Label { get; init; }

    public required double HeadMs { get; init; }

    public required double HeadMsP25 { get; init; }

    public required double HeadMsP75 { get; init; }

    public required double HandoffMs { get; init; }

    public required double HandoffMsP25 { get; init; }

    public required double HandoffMsP75 { get; init; }

    public required double BodyMs { get; init; }

    public required double BodyMsP25 { get; init; }

    public required double BodyMsP75 { get; init; }

    public required double TailMs { get; init; }

    public required double TailMsP25 { get; init; }

    public required double TailMsP75 { get; init; }

    public required double TotalMs { get; init; }

    public required double TotalMsP25 { get; init; }

    public required double TotalMsP75 { get; init; }

    public required long HeadMemoryBytes { get; init; }

    public static CutCostJson Of(string label, CostRow row) => new()
    {
        Tensors = row.Tensors,
        Label = label,
        HeadMs = row.HeadMs,
        HeadMsP25 = row.HeadMsP25,
        HeadMsP75 = row.HeadMsP75,
        HandoffMs = row.HandoffMs,
        HandoffMsP25 = row.HandoffMsP25,
        HandoffMsP75 = row.HandoffMsP75,
        BodyMs = row.BodyMs,
        BodyMsP25 = row.BodyMsP25,
        BodyMsP75 = row.BodyMsP75,
        TailMs = row.TailMs,
        TailMsP25 = row.TailMsP25,
        TailMsP75 = row.TailMsP75,
        TotalMs = row.TotalMs,
        TotalMsP25 = row.TotalMsP25,
        TotalMsP75 = row.TotalMsP75,
        HeadMemoryBytes = row.HeadMemoryBytes,
    };

    public CostRow ToRow() => new()
    {
        Tensors = [.. Tensors],
        HeadMs = HeadMs,
        HeadMsP25 = HeadMsP25,
        HeadMsP75 = HeadMsP75,
        HandoffMs = HandoffMs,
        HandoffMsP25 = HandoffMsP25,
        HandoffMsP75 = HandoffMsP75,
        BodyMs = BodyMs,
        BodyMsP25 = BodyMsP25,
        BodyMsP75 = BodyMsP75,
        TailMs = TailMs,
        TailMsP25 = TailMsP25,
        TailMsP75 = TailMsP75,
        TotalMs = TotalMs,
        TotalMsP25 = TotalMsP25,
        TotalMsP75 = TotalMsP75,
        HeadMemoryBytes = HeadMemoryBytes,
    };
}

/// <summary>JSON of this folder, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ProfileJson))]
internal sealed partial class ProfileJsonContext : JsonSerializerContext;
