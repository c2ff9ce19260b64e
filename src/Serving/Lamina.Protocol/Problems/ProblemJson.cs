using System.Text.Json.Serialization;

namespace Lamina.Protocol.Problems;

/// <summary>Generated serialization, so that nothing needs reflection under NativeAOT.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
