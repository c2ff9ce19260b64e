using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Lamina.Privacy.Attacks.Ridge;

/// <summary>
/// The ridge attack at a flat cut, in its dual form: the reconstruction is the mean image plus a sum of the adversary's images,
/// weighted by (K + penalty)^-1 k, where K holds products of features. Only as many unknowns as images.
/// </summary>
internal sealed class FlatRidge : RidgeAttack
{
    private readonly FeatureMap _shape;
    private readonly IReadOnlyList<UnitImage> _images;
    private readonly double[] _meanImage;
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[][] _rows;
    private Cholesky<double>? _solver;

    private FlatRidge(IReadOnlyList<UnitImage> images, IReadOnlyList<FeatureMap> features)
    {
        _shape = features[0];
        _images = images;
        _meanImage = Controls.MeanImages.Of(images).Values.ToArray();
        int length = _shape.Values.Length;
        _means = [.. Enumerable.Range(0, length).Select(i => features.Average(map => (double)map.Values[i]))];
        _scales = [.. Enumerable.Range(0, length).Select(i =>
        {
            double variance = features.Average(map => Math.Pow(map.Values[i] - _means[i], 2));
            return variance > 1e-12 ? 1 / Math.Sqrt(variance) : 0;
        })];
        _rows = [.. features.Select(Standardise)];
    }

    public static RidgeAttack Learn(RidgeData data, RidgeOptions options, CancellationToken cancellation)
    {
        FlatRidge attack = new(data.Images, data.Features);
        int count = data.Images.Count;
        Matrix<double> kernel = Matrix<double>.Build.Dense(count, count);
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            for (int j = i; j < count; j++)
            {
                kernel[i, j] = kernel[j, i] = System.Numerics.Tensors.TensorPrimitives.Dot<double>(attack._rows[i], attack._rows[j]);
            }
        });

        // Features that never vary leave a kernel of zeros; any positive penalty then gives the mean image.
        double trace = kernel.Diagonal().Sum() / count;
        double scale = trace > 0 ? trace : 1;
        attack.Choose(options.Penalties, data, penalty =>
        {
            Matrix<double> regularised = kernel.Clone();
            for (int i = 0; i < count; i++)
            {
                regularised[i, i] += penalty * scale;
            }

            attack._solver = regularised.Cholesky();
        }, cancellation);
        return attack;
    }

    public override UnitImage Reconstruct(FeatureMap features)
    {
        FeatureMap.RequireOneShape([_shape, features]);
        double[] victim = Standardise(features);
        Vector<double> products = Vector<double>.Build.Dense(_rows.Length, i => System.Numerics.Tensors.TensorPrimitives.Dot<double>(_rows[i], victim));
        Vector<double> weights = _solver!.Solve(products);
        double[] values = [.. _meanImage];
        for (int i = 0; i < _rows.Length; i++)
        {
            ReadOnlySpan<double> image = _images[i].Values;
            for (int j = 0; j < values.Length; j++)
            {
                values[j] += weights[i] * (image[j] - _meanImage[j]);
            }
        }

        return UnitImage.FromPlanar(_images[0].Width, _images[0].Height, values);
    }

    private double[] Standardise(FeatureMap map)
    {
        double[] row = new double[map.Values.Length];
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = (map.Values[i] - _means[i]) * _scales[i];
        }

        return row;
    }
}
