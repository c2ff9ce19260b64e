namespace Lamina.Privacy.Verdict;

/// <summary>
/// The data-processing envelope: whatever is recovered from a deeper tensor could be recovered at the cut, since the worker
/// computes the one from the other.
/// </summary>
public static class Envelope
{
    /// <summary>Leakage of each cut: the largest measured there or deeper.</summary>
    /// <param name="measured">One value per cut in the graph's order, first cut first; null where nothing was measured.</param>
    /// <returns>One value per cut; null where neither it nor anything deeper was measured.</returns>
    public static double?[] Of(IReadOnlyList<double?> measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        double?[] leakage = new double?[measured.Count];
        double? deeper = null;
        for (int cut = measured.Count - 1; cut >= 0; cut--)
        {
            deeper = measured[cut] is not { } here ? deeper : deeper is { } there ? Math.Max(here, there) : here;
            leakage[cut] = deeper;
        }

        return leakage;
    }

    /// <summary>
    /// How many of the first cuts are condemned by breaks found so far: all up to and including the deepest broken one. They need no run.
    /// </summary>
    /// <param name="broken">True per cut, in the graph's order, where an attack exceeded the budget.</param>
    public static int Condemned(IReadOnlyList<bool> broken)
    {
        ArgumentNullException.ThrowIfNull(broken);
        int condemned = broken.Count;
        while (condemned > 0 && !broken[condemned - 1])
        {
            condemned--;
        }

        return condemned;
    }
}
