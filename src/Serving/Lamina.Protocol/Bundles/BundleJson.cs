using System.Text.Json.Serialization;

namespace Lamina.Protocol.Bundles;

/// <summary>Generated serialization, strict: a member that is unknown, missing, null or there twice is refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    MaxDepth = 4)]
[JsonSerializable(typeof(BundleDocument))]
[JsonSerializable(typeof(RequestDocument))]
internal sealed partial class BundleJson : JsonSerializerContext;
