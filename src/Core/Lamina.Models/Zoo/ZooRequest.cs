using System.Collections.Immutable;

namespace Lamina.Models.Zoo;

/// <summary>What to build.</summary>
public sealed record ZooRequest
{
    /// <summary>Most classes.</summary>
    public const int MaxClasses = 1_000_000;

    /// <summary>The architecture.</summary>
    public required ZooArchitecture Architecture { get; init; }

    /// <summary>Number of classes, 1 to <see cref="MaxClasses"/>. Default: as the weights have, else the architecture's own.</summary>
    public int? Classes { get; init; }

    /// <summary>Size of the pictures. Default: the architecture's own.</summary>
    public PictureShape? Input { get; init; }

    /// <summary>A file of trained weights (<c>.pth</c>, <c>.safetensors</c>, <c>.h5</c>, or that in a zip). Default none: weights are drawn from <see cref="Seed"/>.</summary>
    public string? WeightsPath { get; init; }

    /// <summary>Seed of untrained weights. Default 0. The same seed gives the same file on every platform.</summary>
    public long Seed { get; init; }

    /// <summary>Build Keras' form where there are no weights to tell. Default false: torchvision's. With weights the file decides.</summary>
    public bool KerasForm { get; init; }

    /// <summary>Names of the classes for the preprocessing file, as many as there are classes. Default none.</summary>
    public ImmutableArray<string>? Labels { get; init; }
}
