namespace Lamina.Images.Resizing;

/// <summary>Takes the source pixel under the centre of each output pixel.</summary>
internal static class NearestPass
{
    public static void Run(Picture source, Picture target)
    {
        int[] columns = Centres(source.Width, target.Width);
        int[] rows = Centres(source.Height, target.Height);
        for (int y = 0; y < target.Height; y++)
        {
            ReadOnlySpan<byte> from = source.Row(rows[y]);
            Span<byte> to = target.Row(y);
            for (int x = 0; x < columns.Length; x++)
            {
                from.Slice(columns[x] * 3, 3).CopyTo(to[(x * 3)..]);
            }
        }
    }

    /// <summary>Adds up the scale, as Pillow does: a product would sometimes round to the other side of a pixel's edge.</summary>
    private static int[] Centres(int sourceSize, int targetSize)
    {
        double scale = (double)sourceSize / targetSize;
        double at = scale * 0.5;
        int[] centres = new int[targetSize];
        for (int i = 0; i < targetSize; i++, at += scale)
        {
            centres[i] = Math.Min((int)at, sourceSize - 1);
        }

        return centres;
    }
}
