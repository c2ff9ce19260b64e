using System.Text.Json.Serialization;
using Lamina.Onnx;
using Lamina.Onnx.Inspection;

namespace Lamina.Cli.Inspect;

/// <summary>What <c>inspect --json</c> prints.</summary>
internal sealed record InspectJson(ModelJson Model, IReadOnlyList<CutJson> Cuts);

/// <summary>The model.</summary>
internal sealed record ModelJson(string File, string Sha256, int Opset, long Parameters, long? Macs, IReadOnlyList<ValueJson> Inputs, IReadOnlyList<ValueJson> Outputs);

/// <summary>An input or output; a dimension is a number or a name.</summary>
internal sealed record ValueJson(string Name, string Type, IReadOnlyList<string>? Shape)
{
    public static ValueJson Of(OnnxValue value) => new(value.Name, value.ElementType.Name(), value.Shape is null ? null : [.. value.Shape.Select(dimension => dimension.ToString())]);
}

/// <summary>A cut, for one sample. What does not follow from the graph is null.</summary>
internal sealed record CutJson
{
    public required IReadOnlyList<string> Tensors { get; init; }

    public required string Label { get; init; }

    /// <summary>Of the first tensor.</summary>
    public required IReadOnlyList<string>? Shape { get; init; }

    public required long? Bytes { get; init; }

    public required double? Expansion { get; init; }

    public required long? MacsBefore { get; init; }

    public required double? MacsBeforeShare { get; init; }

    public required long ParametersBefore { get; init; }

    public required double? ParametersBeforeShare { get; init; }

    public required long? HeadPeakBytes { get; init; }

    /// <summary>Integer tensors that cross as well and carry only shapes.</summary>
    public required IReadOnlyList<string> ShapeTensors { get; init; }

    public static CutJson Of(CutDescription cut, ModelInspection model) => new()
    {
        Tensors = cut.Tensors,
        Label = cut.Label,
        Shape = cut.Types[0].Shape is { } shape ? [.. shape.Select(dimension => dimension.ToString())] : null,
        Bytes = cut.Bytes,
        Expansion = cut.Expansion,
        MacsBefore = cut.MacsBefore,
        MacsBeforeShare = Shares.Of(cut.MacsBefore, model.Macs),
        ParametersBefore = cut.ParametersBefore,
        ParametersBeforeShare = Shares.Of(cut.ParametersBefore, model.Parameters),
        HeadPeakBytes = cut.HeadPeakBytes,
        ShapeTensors = cut.ShapeTensors,
    };
}

/// <summary>Shares of a whole.</summary>
internal static class Shares
{
    /// <summary>0 to 1; null where either is not known or the whole is nothing.</summary>
    public static double? Of(long? part, long? whole) => whole is > 0 ? (double?)part / whole : null;
}

/// <summary>JSON of this folder, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(InspectJson))]
internal sealed partial class InspectJsonContext : JsonSerializerContext;
