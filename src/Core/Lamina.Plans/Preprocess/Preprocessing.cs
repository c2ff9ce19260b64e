using System.Collections.Immutable;

namespace Lamina.Plans.Preprocess;

/// <summary>How a picture becomes a model's input tensor, and what the model's outputs mean. See docs/preprocessing.md.</summary>
public sealed record Preprocessing
{
    /// <summary>Steps on the 8-bit picture, in order; they must end in one size for every picture.</summary>
    public required ImmutableArray<GeometryStep> Geometry { get; init; }

    /// <summary>How the picture becomes numbers.</summary>
    public required TensorForm Tensor { get; init; }

    /// <summary>The classes' names, the output's order; null if they are not known.</summary>
    public ImmutableArray<string>? Labels { get; init; }

    /// <summary>What the model's output is.</summary>
    public required OutputKind Output { get; init; }

    /// <summary>All faults at once; empty if valid. Paths start at <c>$</c>.</summary>
    public ImmutableArray<Fault> Validate() => Validation.PreprocessingValidator.Validate(this);

    /// <summary>The size every picture has after <see cref="Geometry"/>; null if that depends on the picture (which validation refuses).</summary>
    public PictureSize? FixedSize() => GeometrySize.Fixed(Geometry);
}
