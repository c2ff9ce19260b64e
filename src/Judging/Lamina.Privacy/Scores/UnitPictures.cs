using Lamina.Images;

namespace Lamina.Privacy.Scores;

/// <summary>Between pictures of bytes and pictures as the scores see them.</summary>
public static class UnitPictures
{
    /// <summary>The levels divided by 255.</summary>
    public static UnitImage Of(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return UnitImage.FromBytes(picture.Width, picture.Height, picture.Pixels);
    }

    /// <summary>The nearest levels.</summary>
    public static Picture ToPicture(UnitImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Picture picture = new(image.Width, image.Height);
        Span<byte> pixels = picture.Pixels;
        for (int channel = 0; channel < UnitImage.Channels; channel++)
        {
            ReadOnlySpan<double> plane = image.Plane(channel);
            for (int i = 0; i < plane.Length; i++)
            {
                pixels[(3 * i) + channel] = (byte)Math.Round(255 * plane[i]);
            }
        }

        return picture;
    }

    /// <summary>Pictures of bytes as a list of images that are made when they are asked for: an eighth of the memory.</summary>
    public static IReadOnlyList<UnitImage> Lazily(IReadOnlyList<Picture> pictures) => new Lazy(pictures);

    private sealed class Lazy(IReadOnlyList<Picture> pictures) : IReadOnlyList<UnitImage>
    {
        public int Count => pictures.Count;

        public UnitImage this[int index] => Of(pictures[index]);

        public IEnumerator<UnitImage> GetEnumerator() => pictures.Select(Of).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
