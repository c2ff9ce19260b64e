using System.Runtime.InteropServices;

namespace Lamina.Privacy.Scores;

/// <summary>
/// The memory of one thread's SSIM: two input rows and the ring of filtered rows of one strip. Pinned, and aligned to cache lines:
/// a load that crosses two of them takes twice as long.
/// </summary>
internal sealed class SimilarityScratch
{
    /// <summary>Widest strip: 11 rows of four quantities are then 20 KB and stay in the first cache.</summary>
    public const int StripWidth = 56;

    /// <summary>Means of s, d, s² and d².</summary>
    public const int Quantities = 4;

    /// <summary>Distance of two quantities of a filtered row: a multiple of a cache line.</summary>
    public const int OutStride = StripWidth;

    /// <summary>Distance of two quantities of an input row: the strip, the window's overhang, and a pad for the last vector.</summary>
    public const int InStride = StripWidth + 24;

    /// <summary>Values of a filtered row.</summary>
    public const int RingRow = Quantities * OutStride;

    private const int LineDoubles = 8;
    private const int InputRow = Quantities * InStride;

    [ThreadStatic]
    private static SimilarityScratch? _ofThread;

    private readonly double[] _values = GC.AllocateArray<double>((2 * InputRow) + (2 * GaussianWindow.Size * RingRow) + LineDoubles, pinned: true);
    private readonly int _start;

    private SimilarityScratch()
    {
        long misfit = Marshal.UnsafeAddrOfPinnedArrayElement(_values, 0) % (LineDoubles * sizeof(double));
        _start = misfit == 0 ? 0 : LineDoubles - (int)(misfit / sizeof(double));
    }

    /// <summary>This thread's own.</summary>
    public static SimilarityScratch OfThread => _ofThread ??= new SimilarityScratch();

    /// <summary>One of the two input rows.</summary>
    public Span<double> Row(int index) => _values.AsSpan(_start + (index % 2 * InputRow), InputRow);

    /// <summary>The ring, every row twice, one ring's length apart.</summary>
    public Span<double> Ring => _values.AsSpan(_start + (2 * InputRow), 2 * GaussianWindow.Size * RingRow);
}
