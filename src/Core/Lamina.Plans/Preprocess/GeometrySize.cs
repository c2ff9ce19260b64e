using System.Collections.Immutable;

namespace Lamina.Plans.Preprocess;

/// <summary>Width and height in pixels.</summary>
public readonly record struct PictureSize(int Width, int Height)
{
    /// <summary>The shorter of the two.</summary>
    public int ShortSide => Math.Min(Width, Height);

    /// <summary>For people: <c>500x375</c>, width first.</summary>
    public override string ToString() => $"{Width}x{Height}";
}

/// <summary>The sizes that geometry steps ask for; the rounding rules of docs/preprocessing.md.</summary>
public static class GeometrySize
{
    /// <summary>The size of the rectangle that a crop asks for; it may be larger than the picture, which is then refused.</summary>
    public static PictureSize Of(CropCenter crop, PictureSize picture)
    {
        ArgumentNullException.ThrowIfNull(crop);
        if (crop.FractionOfShortSide is { } fraction)
        {
            int side = (int)(fraction * picture.ShortSide);
            return new PictureSize(side, side);
        }

        return new PictureSize(crop.Width!.Value, crop.Height!.Value);
    }

    /// <summary>The size that a resize asks for.</summary>
    public static PictureSize Of(Resize resize, PictureSize picture)
    {
        ArgumentNullException.ThrowIfNull(resize);
        if (resize.ShortSide is { } side)
        {
            int longSide = (int)Math.Min(int.MaxValue, (long)side * Math.Max(picture.Width, picture.Height) / picture.ShortSide);
            return picture.Width <= picture.Height ? new PictureSize(side, longSide) : new PictureSize(longSide, side);
        }

        return new PictureSize(resize.Width!.Value, resize.Height!.Value);
    }

    /// <summary>The size every picture ends with; null if it depends on the picture.</summary>
    internal static PictureSize? Fixed(ImmutableArray<GeometryStep> geometry)
    {
        // Known are either both sides, or only the shorter one (after a resize by the short side).
        PictureSize? size = null;
        int? shortSide = null;
        foreach (GeometryStep step in geometry)
        {
            size = step switch
            {
                { Resize: { ShortSide: { } side } resize } => size is { } known ? Of(resize, known) : null,
                { Resize: { } resize } => Of(resize, default),
                { CropCenter: { FractionOfShortSide: { } fraction } } =>
                    (size?.ShortSide ?? shortSide) is { } known ? new PictureSize((int)(fraction * known), (int)(fraction * known)) : null,
                { CropCenter: { } crop } => Of(crop, default),
                _ => null,
            };
            shortSide = step.Resize?.ShortSide ?? size?.ShortSide;
        }

        return size;
    }
}
