using System.Text.Json.Serialization;
using Lamina.Cli.Attest;

namespace Lamina.Cli.Infer;

/// <summary>What <c>infer --json</c> prints (docs/schema/infer.schema.json): one object a line and picture.</summary>
internal sealed record InferJson
{
    /// <summary>The path as it was given.</summary>
    public required string Image { get; init; }

    /// <summary>Best first.</summary>
    public required IReadOnlyList<PredictionJson> Predictions { get; init; }

    /// <summary>The numbered steps.</summary>
    public required IReadOnlyList<TimedStepJson> Steps { get; init; }

    /// <summary>Who answered.</summary>
    public EnclaveJson? Enclave { get; init; }

    /// <summary>What the untrusted side was given.</summary>
    public WorkerJson? Worker { get; init; }

    /// <summary>Which plan ran.</summary>
    public PlanJson? Plan { get; init; }

    /// <summary>The checks of the evidence; only if it was refused.</summary>
    public IReadOnlyList<StepJson>? Verification { get; init; }

    /// <summary>Why there is no answer; null if there is one.</summary>
    public InferErrorJson? Error { get; init; }
}

/// <summary>A class and its probability.</summary>
internal sealed record PredictionJson(int Index, string Name, double Score);

/// <summary>A numbered step.</summary>
internal sealed record TimedStepJson(int Number, string Name, string Status, double Ms);

/// <summary>The enclave that answered.</summary>
internal sealed record EnclaveJson(string Server, string Kind, bool Simulated);

/// <summary>Names of the tensors that left the enclave, and their bytes.</summary>
internal sealed record WorkerJson(IReadOnlyList<string> Sees, long Bytes);

/// <summary>The plan that the evidence binds.</summary>
internal sealed record PlanJson(string Digest, string Verdict);

/// <summary>Why there is no answer: the shape of every command's error.</summary>
internal sealed record InferErrorJson(string Code, string Message, string? Where);

/// <summary>JSON of this folder, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InferJson))]
internal sealed partial class InferJsonContext : JsonSerializerContext;
