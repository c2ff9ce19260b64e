using System.Text.Json.Serialization;
using Lamina.Plans.Preprocess;

namespace Lamina.Plans.Json;

/// <summary>
/// The one way these types become JSON: generated at build time (NativeAOT), properties in declaration order, two spaces,
/// line feeds, nulls left out; strict when reading. The default encoder is meant: it writes ASCII only, so that no version's
/// Unicode tables have a say in the bytes.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    IndentCharacter = ' ',
    IndentSize = 2,
    NewLine = "\n",
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(PreprocessDocument))]
internal sealed partial class PlanJson : JsonSerializerContext;
