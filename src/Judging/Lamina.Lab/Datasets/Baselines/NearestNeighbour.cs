namespace Lamina.Lab.Datasets.Baselines;

/// <summary>The class of the training picture whose bytes are nearest (squared distance; the first of equals).</summary>
internal static class NearestNeighbour
{
    /// <summary>The class of each picture asked for.</summary>
    public static int[] Predict(IReadOnlyList<byte[]> training, IReadOnlyList<int> classes, IReadOnlyList<byte[]> asked) => [.. asked.Select(values =>
    {
        (long Distance, int Index) best = (long.MaxValue, 0);
        for (int i = 0; i < training.Count; i++)
        {
            long distance = Distance(training[i], values, best.Distance);
            best = distance < best.Distance ? (distance, i) : best;
        }

        return classes[best.Index];
    })];

    /// <summary>The distance, or any number of at least <paramref name="enough"/> where it is no less.</summary>
    private static long Distance(byte[] a, byte[] b, long enough)
    {
        long sum = 0;
        for (int i = 0; i < a.Length && sum < enough; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }
}
