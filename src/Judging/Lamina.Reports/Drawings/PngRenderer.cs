using SkiaSharp;

namespace Lamina.Reports.Drawings;

/// <summary>
/// Paints a drawing as PNG. It brings its own letters (<c>ChartFont.ttf</c>: Latin letters, digits and signs), because the picture library here
/// comes without fonts so that it needs no system package; a letter that the font lacks is an empty box.
/// </summary>
public static class PngRenderer
{
    private static readonly Lazy<SKTypeface> Letters = new(() =>
    {
        using Stream font = typeof(PngRenderer).Assembly.GetManifestResourceStream("ChartFont.ttf")!;
        return SKTypeface.FromStream(font) ?? throw new InvalidOperationException("The chart's font cannot be read.");
    });

    /// <summary>The whole file.</summary>
    /// <param name="drawing">What to paint.</param>
    /// <param name="scale">Pixels of the file for each of the drawing, 1 to 4; default 2.</param>
    public static byte[] Write(Drawing drawing, int scale = 2)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 4);
        using SKSurface surface = SKSurface.Create(new SKImageInfo(drawing.Width * scale, drawing.Height * scale, SKColorType.Rgba8888, SKAlphaType.Premul));
        SKCanvas canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        canvas.Scale(scale);
        foreach (Mark mark in drawing.Marks)
        {
            Paint(canvas, mark);
        }

        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }

    private static void Paint(SKCanvas canvas, Mark mark)
    {
        using SKPaint paint = new() { Color = SKColor.Parse(mark.Colour), IsAntialias = true };
        switch (mark)
        {
            case RectangleMark m:
                canvas.DrawRect((float)m.X, (float)m.Y, (float)m.Width, (float)m.Height, paint);
                break;
            case LineMark m:
                paint.Style = SKPaintStyle.Stroke;
                paint.StrokeWidth = (float)m.Width;
                using (SKPathEffect? dashes = m.Dashed ? SKPathEffect.CreateDash([6, 4], 0) : null)
                {
                    paint.PathEffect = dashes;
                    canvas.DrawLine((float)m.X1, (float)m.Y1, (float)m.X2, (float)m.Y2, paint);
                }

                break;
            case TextMark m:
                using (SKFont font = new(Letters.Value, (float)m.Size))
                {
                    SKTextAlign align = m.Anchor switch { TextAnchor.Middle => SKTextAlign.Center, TextAnchor.End => SKTextAlign.Right, _ => SKTextAlign.Left };
                    canvas.Save();
                    canvas.Translate((float)m.X, (float)m.Y);
                    canvas.RotateDegrees((float)m.Degrees);
                    canvas.DrawText(m.Text, 0, 0, align, font, paint);
                    canvas.Restore();
                }

                break;
            default:
                throw new InvalidOperationException($"a {mark.GetType().Name} cannot be painted");
        }
    }
}
