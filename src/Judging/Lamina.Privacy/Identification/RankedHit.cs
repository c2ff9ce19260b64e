namespace Lamina.Privacy.Identification;

/// <summary>Whether the right entry is the nearest.</summary>
internal static class RankedHit
{
    /// <returns>1 if the right entry alone is nearest, 1/k if it is among k equally near ones, 0 otherwise or if its distance is no number.</returns>
    public static double Share(int count, int right, Func<int, double> distance)
    {
        double own = distance(right);
        int ties = 0;
        for (int j = 0; j < count; j++)
        {
            double other = j == right ? own : distance(j);
            if (other < own)
            {
                return 0;
            }

            ties += other == own ? 1 : 0;
        }

        return ties == 0 ? 0 : 1.0 / ties;
    }
}
