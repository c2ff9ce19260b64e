using System.Numerics.Tensors;
using Lamina.Privacy.Features;
using MathNet.Numerics.LinearAlgebra;

namespace Lamina.Privacy.Identification;

/// <summary>
/// A linear classifier of features: ridge regression to one column per class (+1 for its own, -1 for others), in the dual form, so that
/// only as many unknowns as images. Features are standardised on the training images.
/// </summary>
public sealed class LabelProbe
{
    /// <summary>Images it learns from at most; the products of all pairs are kept.</summary>
    public const int MaxImages = 2000;

    /// <summary>Penalty relative to the mean of the products' diagonal. Our choice.</summary>
    private const double Penalty = 1e-2;

    private readonly Standardisation _standard;
    private readonly float[][] _rows;
    private readonly int[] _classes;
    private readonly Matrix<double> _weights;

    private LabelProbe(Standardisation standard, float[][] rows, int[] classes, Matrix<double> weights) =>
        (_standard, _rows, _classes, _weights) = (standard, rows, classes, weights);

    /// <summary>Learns.</summary>
    /// <param name="features">Feature vectors of one length, at most <see cref="MaxImages"/>.</param>
    /// <param name="labels">Their classes, at least two different.</param>
    /// <exception cref="ArgumentException">Counts or lengths differ, or there is one class only.</exception>
    public static LabelProbe Fit(IReadOnlyList<float[]> features, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        int[] classes = [.. labels.Distinct().Order()];
        if (features.Count != labels.Count || features.Count > MaxImages || classes.Length < 2 )
        {
            throw new ArgumentException($"{features.Count} features with {labels.Count} labels of {classes.Length} classes were given; one each, at most {MaxImages}, and of two classes or more were wanted.");
        }

        Standardisation standard = Standardisation.Of(features);
        float[][] rows = [.. features.Select(standard.Apply)];
        Matrix<double> products = Matrix<double>.Build.Dense(rows.Length, rows.Length);
        Parallel.For(0, rows.Length, i =>
        {
            for (int j = i; j < rows.Length; j++)
            {
                products[i, j] = products[j, i] = TensorPrimitives.Dot<float>(rows[i], rows[j]);
            }
        });

        double trace = products.Diagonal().Sum() / rows.Length;
        for (int i = 0; i < rows.Length; i++)
        {
            products[i, i] += Penalty * (trace > 0 ? trace : 1);
        }

        Matrix<double> targets = Matrix<double>.Build.Dense(rows.Length, classes.Length, (i, c) => labels[i] == classes[c] ? 1 : -1);
        return new LabelProbe(standard, rows, classes, products.Cholesky().Solve(targets));
    }

    /// <summary>The class of a feature vector.</summary>
    public int Label(float[] features)
    {
        float[] row = _standard.Apply(features);
        Vector<double> products = Vector<double>.Build.Dense(_rows.Length, i => TensorPrimitives.Dot<float>(_rows[i], row));
        return _classes[(products * _weights).MaximumIndex()];
    }
}
