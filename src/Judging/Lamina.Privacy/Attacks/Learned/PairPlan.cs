using Lamina.Privacy.Features;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>What a batch of training pairs is made of.</summary>
internal sealed record PairPlan
{
    /// <summary>Pixels a batch holds, about: eight parts of 112x112.</summary>
    private const double BatchPixels = 8 * 112 * 112;

    /// <summary>Most bytes of features that are kept.</summary>
    private const long MaxCacheBytes = 3L << 30;

    private PairPlan(bool cached, int side, int batch, bool parts)
    {
        Cached = cached;
        Side = side;
        Batch = batch;
        Parts = parts;
    }

    /// <summary>True where the features of whole images are computed once; else those of every batch anew, mirrored images included.</summary>
    public bool Cached { get; }

    /// <summary>True where pairs are square parts of images and features.</summary>
    public bool Parts { get; }

    /// <summary>Side of a part in pixels; 0 for whole images.</summary>
    public int Side { get; }

    /// <summary>Pairs a batch.</summary>
    public int Batch { get; }

    /// <summary>
    /// Parts where the head is local and the grid divides the image; features anew where the head costs less than the decoder's
    /// step, else (deep cuts) once.
    /// </summary>
    /// <param name="target">What is attacked.</param>
    /// <param name="images">Number of training images.</param>
    /// <param name="stepMacsPerPixel">Multiply-accumulate operations of a training step per pixel, the head's left out.</param>
    /// <param name="batch">Pairs a batch; 0 to follow the size of a pair.</param>
    public static PairPlan For(AttackTarget target, int images, double stepMacsPerPixel, int batch)
    {
        (int width, int height) = target.ImageSize;
        double pixels = (double)width * height;
        long bytes = 4L * images * target.Forms.Sum(form => (long)form.Channels * form.Height * form.Width);
        bool cached = target.Macs / pixels > stepMacsPerPixel && bytes <= MaxCacheBytes;
        int side = PartSide(target);
        double each = side > 0 ? (double)side * side : pixels;
        return new PairPlan(cached, side, batch > 0 ? batch : (int)Math.Clamp(Math.Round(BatchPixels / each), 2, 64), side > 0);
    }

    /// <summary>About half of the image, a whole number of positions of every tensor; 0 where parts do not work.</summary>
    private static int PartSide(AttackTarget target)
    {
        (int width, int height) = target.ImageSize;
        if (!target.IsLocal || target.Forms.Any(form => form.Axes is FeatureAxes.Tokens or FeatureAxes.Flat || width % form.Width != 0 || height % form.Height != 0 || width / form.Width != height / form.Height))
        {
            return 0;
        }

        // A stride that all tensors share: the coarsest, if it is a multiple of the others.
        int stride = target.Forms.Max(form => width / form.Width);
        int side = Math.Min(width, height) / 2 / stride * stride;
        return side >= 64 && side >= 4 * stride && target.Forms.All(form => stride % (width / form.Width) == 0) && target.KeepsGrid(side) ? side : 0;
    }
}
