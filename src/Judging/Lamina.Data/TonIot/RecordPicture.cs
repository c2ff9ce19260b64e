using Lamina.Images;

namespace Lamina.Data.TonIot;

/// <summary>Between the bytes of a record code and a picture whose pixels are enlarged to squares.</summary>
internal static class RecordPicture
{
    /// <summary>Enlarges by nearest neighbour.</summary>
    public static Picture Draw(ReadOnlySpan<byte> pixels, int side, int factor)
    {
        var picture = new Picture(side * factor, side * factor);
        for (int y = 0; y < picture.Height; y++)
        {
            Span<byte> row = picture.Row(y);
            for (int x = 0; x < picture.Width; x++)
            {
                pixels.Slice((y / factor * side + x / factor) * 3, 3).CopyTo(row[(x * 3)..]);
            }
        }

        return picture;
    }

    /// <summary>The mean of each square, so that a reconstruction that is not flat can be read too.</summary>
    public static byte[] Reduce(Picture picture, int side)
    {
        int factor = picture.Width / side;
        if (picture.Width != picture.Height || factor * side != picture.Width || factor < 1)
        {
            throw new DataException($"a picture of {picture.Width}x{picture.Height} pixels does not hold {side}x{side} squares.");
        }

        var sums = new int[side * side * 3];
        for (int y = 0; y < picture.Height; y++)
        {
            ReadOnlySpan<byte> row = picture.Row(y);
            for (int i = 0; i < row.Length; i++)
            {
                sums[((y / factor * side) + (i / 3 / factor)) * 3 + (i % 3)] += row[i];
            }
        }

        int area = factor * factor;
        return [.. sums.Select(sum => (byte)((sum + area / 2) / area))];
    }
}
