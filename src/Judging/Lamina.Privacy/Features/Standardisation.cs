using System.Numerics.Tensors;

namespace Lamina.Privacy.Features;

/// <summary>Mean 0 and deviation 1 for every value of feature vectors, as found on the adversary's images; values that never vary become 0.</summary>
internal sealed class Standardisation
{
    private readonly float[] _means;
    private readonly float[] _scales;

    private Standardisation(float[] means, float[] scales) => (_means, _scales) = (means, scales);

    /// <summary>Found on some vectors of one length, at least one.</summary>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static Standardisation Of(IReadOnlyList<float[]> vectors)
    {
        int length = vectors[0].Length;
        if (vectors.Any(vector => vector.Length != length))
        {
            throw new ArgumentException($"Every feature vector needs {length} values.", nameof(vectors));
        }

        float[] means = new float[length];
        float[] scales = new float[length];
        for (int i = 0; i < length; i++)
        {
            double mean = vectors.Average(vector => vector[i]);
            double variance = vectors.Average(vector => (vector[i] - mean) * (vector[i] - mean));
            means[i] = (float)mean;
            scales[i] = variance > 1e-12 ? (float)(1 / Math.Sqrt(variance)) : 0;
        }

        return new Standardisation(means, scales);
    }

    /// <summary>A standardised copy.</summary>
    public float[] Apply(float[] vector)
    {
        float[] standard = new float[vector.Length];
        TensorPrimitives.Subtract(vector, _means, standard);
        TensorPrimitives.Multiply(standard, _scales, standard);
        return standard;
    }
}
