namespace Lamina.Data.TonIot;

/// <summary>
/// Where features go on a grid so that similar ones lie close together: IGTD, "image generator for tabular data" (Zhu et al.,
/// Scientific Reports 11, 11325, 2021). Ranks of the distances between features are matched with ranks of the distances between
/// pixels; the sum of absolute differences is brought down by swapping two features at a time.
/// </summary>
public static class PixelPlacement
{
    private const int MaxSteps = 30_000;
    private const int Patience = 300;
    private const double LeastGain = 1e-5;

    /// <summary>Places features on a square grid. The same distances always give the same placement.</summary>
    /// <param name="distances">Distance of each pair of features, symmetric; NaN counts as 1.</param>
    /// <param name="side">Side of the grid; it has at least as many pixels as there are features, and features fill its first ones.</param>
    /// <returns>The pixel of each feature, row by row from 0.</returns>
    public static int[] Place(double[,] distances, int side)
    {
        ArgumentNullException.ThrowIfNull(distances);
        int count = distances.GetLength(0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(distances.GetLength(1), count, nameof(distances));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, side * side, nameof(distances));
        double[,] wanted = Ranks(count, (a, b) => double.IsNaN(distances[a, b]) ? 1 : distances[a, b]);
        double[,] pixels = Ranks(count, (a, b) => Math.Sqrt(Math.Pow((a / side) - (b / side), 2) + Math.Pow((a % side) - (b % side), 2)));
        int[] pixelOf = [.. Enumerable.Range(0, count)];
        var touched = new int[count];
        double error = Error(wanted, pixels, pixelOf);
        double reference = error;
        int steps = count < 3 ? MaxSteps : 0;
        for (int since = 0; steps < MaxSteps && since < Patience; steps++, since++)
        {
            // The feature that was longest left alone makes its best swap.
            int feature = Array.IndexOf(touched, touched.Min());
            touched[feature] = steps + 1;
            (int partner, double gain) = BestSwap(wanted, pixels, pixelOf, feature);
            if (gain > 0)
            {
                (pixelOf[feature], pixelOf[partner]) = (pixelOf[partner], pixelOf[feature]);
                touched[partner] = steps + 1;
                error -= gain;
            }

            if (reference - error > LeastGain * reference)
            {
                (reference, since) = (error, 0);
            }
        }

        return pixelOf;
    }

    /// <summary>Sum over all pairs of how far the rank of a feature distance is from that of their pixels'.</summary>
    internal static double Error(double[,] wanted, double[,] pixels, int[] pixelOf)
    {
        double sum = 0;
        for (int a = 1; a < pixelOf.Length; a++)
        {
            for (int b = 0; b < a; b++)
            {
                sum += Math.Abs(wanted[a, b] - pixels[pixelOf[a], pixelOf[b]]);
            }
        }

        return sum;
    }

    /// <summary>Rank of every pair by distance, ties sharing their mean rank.</summary>
    internal static double[,] Ranks(int count, Func<int, int, double> distance)
    {
        (int A, int B, double Distance)[] pairs =
            [.. Enumerable.Range(0, count).SelectMany(a => Enumerable.Range(0, a).Select(b => (a, b, distance(a, b)))).OrderBy(pair => pair.Item3)];
        var ranks = new double[count, count];
        for (int start = 0, end; start < pairs.Length; start = end)
        {
            for (end = start + 1; end < pairs.Length && pairs[end].Distance == pairs[start].Distance; end++)
            {
            }

            for (int i = start; i < end; i++)
            {
                ranks[pairs[i].A, pairs[i].B] = ranks[pairs[i].B, pairs[i].A] = (start + end - 1) / 2.0;
            }
        }

        return ranks;
    }

    private static (int Partner, double Gain) BestSwap(double[,] wanted, double[,] pixels, int[] pixelOf, int feature)
    {
        (int Partner, double Gain) best = (feature, 0);
        for (int partner = 0; partner < pixelOf.Length; partner++)
        {
            if (partner == feature)
            {
                continue;
            }

            double gain = 0;
            for (int other = 0; other < pixelOf.Length; other++)
            {
                if (other != feature && other != partner)
                {
                    double here = pixels[pixelOf[feature], pixelOf[other]];
                    double there = pixels[pixelOf[partner], pixelOf[other]];
                    gain += Math.Abs(wanted[feature, other] - here) + Math.Abs(wanted[partner, other] - there)
                        - Math.Abs(wanted[feature, other] - there) - Math.Abs(wanted[partner, other] - here);
                }
            }

            // Sums of halves are exact, so no rounding makes two swaps undo each other for ever.
            best = gain > best.Gain ? (partner, gain) : best;
        }

        return best;
    }
}
