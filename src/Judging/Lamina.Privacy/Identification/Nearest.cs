using System.Numerics.Tensors;

namespace Lamina.Privacy.Identification;

/// <summary>Nearest neighbours among feature vectors, by Euclidean distance after every feature is standardised on the gallery.</summary>
public static class Nearest
{
    /// <summary>For every query the index of the nearest entry; the first of several at one distance.</summary>
    /// <param name="queries">Feature vectors.</param>
    /// <param name="gallery">At least one feature vector of the same length.</param>
    /// <exception cref="ArgumentException">The gallery is empty, or lengths differ.</exception>
    public static int[] Indices(IReadOnlyList<float[]> queries, IReadOnlyList<float[]> gallery)
    {
        (float[][] standardQueries, float[][] standardGallery) = Standardise(queries, gallery);
        int[] nearest = new int[queries.Count];
        Parallel.For(0, nearest.Length, i =>
        {
            float best = float.PositiveInfinity;
            for (int j = 0; j < standardGallery.Length; j++)
            {
                float distance = TensorPrimitives.Distance<float>(standardQueries[i], standardGallery[j]);
                if (distance < best)
                {
                    (best, nearest[i]) = (distance, j);
                }
            }
        });
        return nearest;
    }

    /// <summary>
    /// Recognition without reconstruction: 1 where a query's nearest entry is its own, else 0. Entry i must be another view of what
    /// query i shows; further entries are strangers. Equally near entries share the hit.
    /// </summary>
    /// <inheritdoc cref="Indices" path="/exception"/>
    public static double[] Hits(IReadOnlyList<float[]> queries, IReadOnlyList<float[]> gallery)
    {
        (float[][] standardQueries, float[][] standardGallery) = Standardise(queries, gallery);
        if (queries.Count > gallery.Count)
        {
            throw new ArgumentException($"{queries.Count} queries were given for {gallery.Count} entries; each needs its own.", nameof(gallery));
        }

        double[] hits = new double[queries.Count];
        Parallel.For(0, hits.Length, i => hits[i] = RankedHit.Share(
            standardGallery.Length, i, j => TensorPrimitives.Distance<float>(standardQueries[i], standardGallery[j])));
        return hits;
    }

    private static (float[][] Queries, float[][] Gallery) Standardise(IReadOnlyList<float[]> queries, IReadOnlyList<float[]> gallery)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(gallery);
        if (gallery.Count == 0)
        {
            throw new ArgumentException("The gallery is empty.", nameof(gallery));
        }

        int length = gallery[0].Length;
        if (gallery.Concat(queries).Any(vector => vector.Length != length))
        {
            throw new ArgumentException($"Every feature vector needs {length} values.", nameof(queries));
        }

        double[] sums = new double[length];
        double[] squares = new double[length];
        foreach (float[] vector in gallery)
        {
            for (int i = 0; i < length; i++)
            {
                sums[i] += vector[i];
                squares[i] += (double)vector[i] * vector[i];
            }
        }

        float[] scales = new float[length];
        for (int i = 0; i < length; i++)
        {
            double mean = sums[i] / gallery.Count;
            double variance = (squares[i] / gallery.Count) - (mean * mean);

            // A feature that hardly varies (rounding left over from the subtraction) tells nothing and is left out.
            scales[i] = variance > 1e-10 * ((mean * mean) + 1e-20) ? (float)(1 / Math.Sqrt(variance)) : 0;
        }

        return ([.. queries.Select(Scaled)], [.. gallery.Select(Scaled)]);

        float[] Scaled(float[] vector)
        {
            float[] scaled = new float[length];
            TensorPrimitives.Multiply(vector, scales, scaled);
            return scaled;
        }
    }
}
