using System.Text.Json.Serialization;
using Lamina.Attestation;

namespace Lamina.Cli.Attest;

/// <summary>What <c>attest verify --json</c> prints.</summary>
internal sealed record VerifyJson(string Outcome, string? Kind, IReadOnlyList<StepJson> Steps, string? TcbStatus, IReadOnlyList<string> Advisories, string? ReportData, IReadOnlyDictionary<string, string> Claims)
{
    public static VerifyJson Of(VerificationResult result) => new(
        result.Outcome.ToString().ToLowerInvariant(),
        result.Kind?.ToName(),
        StepJson.Of(result.Steps),
        result.TcbStatus,
        result.Advisories,
        result.ReportData.IsEmpty ? null : Convert.ToHexStringLower(result.ReportData.Span),
        result.Claims?.Describe().ToDictionary() ?? []);
}

/// <summary>One named check.</summary>
internal sealed record StepJson(string Name, string Status, string Detail)
{
    public static IReadOnlyList<StepJson> Of(IEnumerable<VerificationStep> steps) => [.. steps.Select(step => new StepJson(step.Name, Text(step.Status), step.Detail))];

    /// <summary>The status in the words of the command contract.</summary>
    public static string Text(StepStatus status) => status switch
    {
        StepStatus.Passed => "passed",
        StepStatus.Failed => "failed",
        StepStatus.NotChecked => "not-checked",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "no such status"),
    };
}

/// <summary>JSON of this folder, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(VerifyJson))]
internal sealed partial class AttestJsonContext : JsonSerializerContext;
