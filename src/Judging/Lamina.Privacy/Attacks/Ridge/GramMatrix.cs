using System.Numerics;
using System.Runtime.InteropServices;

namespace Lamina.Privacy.Attacks.Ridge;

/// <summary>
/// Sums of products of rows, X'X and X'Y, in float64. Rows come in blocks; within one, four columns are multiplied with a vector of
/// others at a time, so that sums stay in registers.
/// </summary>
internal static class GramMatrix
{
    /// <summary>Adds left' * right to the sums.</summary>
    /// <param name="left">Rows of <paramref name="leftWidth"/> values.</param>
    /// <param name="right">As many rows of <paramref name="rightWidth"/> values; a multiple of the vector's length.</param>
    /// <param name="sums">leftWidth x rightWidth.</param>
    /// <param name="leftWidth">A multiple of four.</param>
    /// <param name="rightWidth">A multiple of <see cref="Lanes"/>.</param>
    /// <param name="symmetric">True where both are the same: only the upper half is then summed.</param>
    public static void Add(ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> sums, int leftWidth, int rightWidth, bool symmetric)
    {
        int rows = left.Length / leftWidth;
        ref double a = ref MemoryMarshal.GetReference(left);
        ref double b = ref MemoryMarshal.GetReference(right);
        ref double c = ref MemoryMarshal.GetReference(sums);
        for (int i = 0; i < leftWidth; i += 4)
        {
            for (int j = symmetric ? i / Lanes * Lanes : 0; j < rightWidth; j += Lanes)
            {
                (Vector<double> s0, Vector<double> s1, Vector<double> s2, Vector<double> s3) = (default, default, default, default);
                for (int row = 0; row < rows; row++)
                {
                    Vector<double> values = Vector.LoadUnsafe(ref b, (nuint)((row * rightWidth) + j));
                    nuint at = (nuint)((row * leftWidth) + i);
                    s0 = Vector.FusedMultiplyAdd(new Vector<double>(System.Runtime.CompilerServices.Unsafe.Add(ref a, at)), values, s0);
                    s1 = Vector.FusedMultiplyAdd(new Vector<double>(System.Runtime.CompilerServices.Unsafe.Add(ref a, at + 1)), values, s1);
                    s2 = Vector.FusedMultiplyAdd(new Vector<double>(System.Runtime.CompilerServices.Unsafe.Add(ref a, at + 2)), values, s2);
                    s3 = Vector.FusedMultiplyAdd(new Vector<double>(System.Runtime.CompilerServices.Unsafe.Add(ref a, at + 3)), values, s3);
                }

                Store(ref c, (i * rightWidth) + j, s0);
                Store(ref c, ((i + 1) * rightWidth) + j, s1);
                Store(ref c, ((i + 2) * rightWidth) + j, s2);
                Store(ref c, ((i + 3) * rightWidth) + j, s3);
            }
        }
    }

    /// <summary>Widths of rows must be a multiple of this.</summary>
    public static int Lanes => Vector<double>.Count;

    /// <summary>The next width that rows may have.</summary>
    public static int Pad(int width)
    {
        int step = Math.Max(4, Lanes);
        return (width + step - 1) / step * step;
    }

    private static void Store(ref double sums, int at, Vector<double> sum) =>
        (Vector.LoadUnsafe(ref sums, (nuint)at) + sum).StoreUnsafe(ref sums, (nuint)at);
}
