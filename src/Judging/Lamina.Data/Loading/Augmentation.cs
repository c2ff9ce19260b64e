using Lamina.Images;

namespace Lamina.Data.Loading;

/// <summary>Random changes of training pictures. Every change follows from the seed alone, so that a resumed run sees the same pictures.</summary>
public sealed record Augmentation
{
    /// <summary>None.</summary>
    public static Augmentation None { get; } = new() { Flip = false, Shift = 0, Erase = 0 };

    /// <summary>Mirror half of the pictures left to right. Default true.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Largest shift along each axis as a fraction of the side, 0 to 0.5; what comes in is black. Default 0.125.</summary>
    public double Shift { get; init; } = 0.125;

    /// <summary>Side of a square that is filled with mid grey as a fraction of the picture's, 0 to 1 (cutout, arXiv 1708.04552). Default 0.</summary>
    public double Erase { get; init; }

    /// <summary>A changed copy, or the picture itself if nothing changes.</summary>
    internal Picture Apply(Picture picture, Random random)
    {
        bool flip = Flip && random.Next(2) == 1;
        int right = Offset(picture.Width, random);
        int down = Offset(picture.Height, random);
        if (!flip && right == 0 && down == 0 && Erase == 0)
        {
            return picture;
        }

        var changed = new Picture(picture.Width, picture.Height);
        for (int y = Math.Max(0, down); y < Math.Min(picture.Height, picture.Height + down); y++)
        {
            CopyRow(picture.Row(y - down), changed.Row(y), right, flip);
        }

        if (Erase > 0)
        {
            Cut(changed, random);
        }

        return changed;
    }

    private int Offset(int side, Random random)
    {
        int most = (int)(Shift * side);
        return most == 0 ? 0 : random.Next(-most, most + 1);
    }

    private static void CopyRow(ReadOnlySpan<byte> from, Span<byte> to, int right, bool flip)
    {
        int width = from.Length / 3;
        if (!flip)
        {
            int start = Math.Max(0, right);
            int count = width - Math.Abs(right);
            from.Slice((start - right) * 3, count * 3).CopyTo(to[(start * 3)..]);
            return;
        }

        for (int x = Math.Max(0, right); x < Math.Min(width, width + right); x++)
        {
            from.Slice((width - 1 - (x - right)) * 3, 3).CopyTo(to[(x * 3)..]);
        }
    }

    private void Cut(Picture picture, Random random)
    {
        int side = (int)(Erase * Math.Min(picture.Width, picture.Height));
        int left = random.Next(-side / 2, picture.Width - side / 2);
        int top = random.Next(-side / 2, picture.Height - side / 2);
        for (int y = Math.Max(0, top); y < Math.Min(picture.Height, top + side); y++)
        {
            picture.Row(y)[(Math.Max(0, left) * 3)..(Math.Min(picture.Width, left + side) * 3)].Fill(128);
        }
    }
}
