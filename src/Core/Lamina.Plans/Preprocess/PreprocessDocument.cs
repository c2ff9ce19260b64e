using System.Collections.Immutable;
using System.Text.Json;

namespace Lamina.Plans.Preprocess;

/// <summary>A preprocessing file as it is written: labels are a list, or the name of a file.</summary>
internal sealed record PreprocessDocument
{
    public required ImmutableArray<GeometryStep> Geometry { get; init; }

    public required TensorForm Tensor { get; init; }

    public JsonElement? Labels { get; init; }

    public required OutputKind Output { get; init; }
}
