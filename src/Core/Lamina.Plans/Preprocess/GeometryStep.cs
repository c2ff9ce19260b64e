using System.Text.Json.Serialization;

namespace Lamina.Plans.Preprocess;

/// <summary>One step on a picture: exactly one of the two is set.</summary>
public sealed record GeometryStep
{
    /// <summary>Cut a centred rectangle; null if this step is another.</summary>
    public CropCenter? CropCenter { get; init; }

    /// <summary>Scale; null if this step is another.</summary>
    public Resize? Resize { get; init; }
}

/// <summary>
/// A centred rectangle: either a square of <see cref="FractionOfShortSide"/>, or <see cref="Width"/> and <see cref="Height"/>.
/// A fractional size is cut to an integer; so is half of an odd margin, so the picture loses one line more at the right and bottom.
/// </summary>
public sealed record CropCenter
{
    /// <summary>Side of a square as a fraction of the picture's shorter side, above 0 up to 1.</summary>
    public double? FractionOfShortSide { get; init; }

    /// <summary>Width in pixels; never larger than the picture.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels; never larger than the picture.</summary>
    public int? Height { get; init; }
}

/// <summary>Scaling: either to <see cref="Width"/> and <see cref="Height"/>, or in proportion so that the shorter side is <see cref="ShortSide"/>.</summary>
public sealed record Resize
{
    /// <summary>Width in pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>The shorter side in pixels; the longer one is cut to an integer.</summary>
    public int? ShortSide { get; init; }

    /// <summary>How pixels are weighted.</summary>
    public required ResizeFilter Filter { get; init; }
}

/// <summary>Pillow's filters of the same names, antialiased when shrinking (except <see cref="Nearest"/>).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ResizeFilter>))]
public enum ResizeFilter
{
    /// <summary>Triangle, support 1.</summary>
    [JsonStringEnumMemberName("bilinear")]
    Bilinear,

    /// <summary>Keys' cubic with a = -0.5, support 2.</summary>
    [JsonStringEnumMemberName("bicubic")]
    Bicubic,

    /// <summary>The pixel under the centre, no averaging.</summary>
    [JsonStringEnumMemberName("nearest")]
    Nearest,
}
