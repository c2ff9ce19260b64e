using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;
using MathNet.Numerics.LinearAlgebra;

namespace Lamina.Privacy.Attacks.Ridge;

/// <summary>The ridge attack at a spatial cut: every position tells the patch of pixels it stands for; overlaps are averaged.</summary>
internal sealed class PatchRidge : RidgeAttack
{
    private const int BlockRows = 512;
    private const int Parts = 8;

    private readonly FeatureMap _shape;
    private readonly PatchSampler _sampler;
    private Matrix<double> _weights;

    private PatchRidge(FeatureMap shape, PatchSampler sampler)
    {
        _shape = shape;
        _sampler = sampler;
        _weights = Matrix<double>.Build.Dense(sampler.Inputs, sampler.Targets);
    }

    /// <summary>The solution, where every position has a square patch of its own.</summary>
    public PatchRegression Regression
    {
        get
        {
            int inputs = _sampler.Inputs - 1;
            float[] kernel = new float[_sampler.Targets * inputs];
            for (int i = 0; i < kernel.Length; i++)
            {
                kernel[i] = (float)_weights[i % inputs, i / inputs];
            }

            float[] bias = [.. Enumerable.Range(0, _sampler.Targets).Select(target => (float)_weights[inputs, target])];
            return _sampler.PatchWidth == _sampler.PatchHeight && _sampler.PatchWidth * _shape.Width == _sampler.Width && _sampler.PatchHeight * _shape.Height == _sampler.Height
                ? new PatchRegression(_sampler.Neighbourhood, _sampler.PatchWidth, _sampler.Means, _sampler.Scales, kernel, bias)
                : throw new InvalidOperationException("The patches overlap or are no squares.");
        }
    }

    public static RidgeAttack Learn(RidgeData data, RidgeOptions options, CancellationToken cancellation)
    {
        FeatureMap shape = data.Features[0];
        int neighbourhood = options.Neighbourhood;
        while (neighbourhood > 1 && (neighbourhood * neighbourhood * shape.Channels) + 1 > options.MaxInputs)
        {
            neighbourhood -= 2;
        }

        PatchRidge attack = new(shape, new PatchSampler(shape, neighbourhood, data.Images[0].Width, data.Images[0].Height, data.Features));
        (Matrix<double> gram, Matrix<double> cross) = attack.Sums(data.Images, data.Features, options, cancellation);
        double scale = gram.Diagonal().Sum() / gram.RowCount;
        attack.Choose(options.Penalties, data, penalty => attack._weights = Solve(gram, cross, penalty * scale), cancellation);
        return attack;
    }

    public override UnitImage Reconstruct(FeatureMap features)
    {
        FeatureMap.RequireOneShape([_shape, features]);
        int positions = features.Height * features.Width;
        Matrix<double> inputs = Matrix<double>.Build.Dense(positions, _sampler.Inputs);
        double[] row = new double[_sampler.Inputs];
        for (int position = 0; position < positions; position++)
        {
            _sampler.ReadInputs(features, position / features.Width, position % features.Width, row);
            inputs.SetRow(position, row);
        }

        Matrix<double> patches = inputs * _weights;
        return Assemble(features, patches);
    }

    /// <summary>Gram matrix of the inputs and their products with the targets, over positions spread evenly over all images.</summary>
    private (Matrix<double> Gram, Matrix<double> Cross) Sums(
        IReadOnlyList<UnitImage> images, IReadOnlyList<FeatureMap> features, RidgeOptions options, CancellationToken cancellation)
    {
        int inputs = GramMatrix.Pad(_sampler.Inputs);
        int targets = GramMatrix.Pad(_sampler.Targets);
        int positions = _shape.Height * _shape.Width;
        int perImage = (int)Math.Clamp((long)options.MaxPositions / images.Count, 1, positions);
        double[] gram = new double[inputs * inputs];
        double[] cross = new double[inputs * targets];
        // A fixed number of parts, added in their order: the sums do not depend on which thread came first.
        var parts = new (double[] Gram, double[] Cross)[Math.Min(Parts, images.Count)];
        Parallel.For(0, parts.Length, new ParallelOptions { CancellationToken = cancellation }, part =>
        {
            parts[part] = (new double[inputs * inputs], new double[inputs * targets]);
            for (int i = part; i < images.Count; i += parts.Length)
            {
                cancellation.ThrowIfCancellationRequested();
                int[] chosen = new SeededRandom(options.Seed + i).Permutation(positions)[..perImage];
                AddImage(images[i], features[i], chosen, parts[part].Gram, parts[part].Cross, inputs, targets);
            }
        });
        foreach ((double[] ownGram, double[] ownCross) in parts)
        {
            System.Numerics.Tensors.TensorPrimitives.Add(gram, ownGram, gram);
            System.Numerics.Tensors.TensorPrimitives.Add(cross, ownCross, cross);
        }

        return (
            Matrix<double>.Build.Dense(_sampler.Inputs, _sampler.Inputs, (i, j) => i <= j ? gram[(i * inputs) + j] : gram[(j * inputs) + i]),
            Matrix<double>.Build.Dense(_sampler.Inputs, _sampler.Targets, (i, j) => cross[(i * targets) + j]));
    }

    private void AddImage(UnitImage image, FeatureMap map, int[] chosen, double[] gram, double[] cross, int inputs, int targets)
    {
        double[] left = new double[BlockRows * inputs];
        double[] right = new double[BlockRows * targets];
        for (int start = 0; start < chosen.Length; start += BlockRows)
        {
            int rows = Math.Min(BlockRows, chosen.Length - start);
            for (int r = 0; r < rows; r++)
            {
                (int row, int column) = Math.DivRem(chosen[start + r], map.Width);
                _sampler.ReadInputs(map, row, column, left.AsSpan(r * inputs, inputs));
                _sampler.ReadTargets(image, row, column, right.AsSpan(r * targets, targets));
            }

            GramMatrix.Add(left.AsSpan(0, rows * inputs), left.AsSpan(0, rows * inputs), gram, inputs, inputs, symmetric: true);
            GramMatrix.Add(left.AsSpan(0, rows * inputs), right.AsSpan(0, rows * targets), cross, inputs, targets, symmetric: false);
        }
    }

    private UnitImage Assemble(FeatureMap features, Matrix<double> patches)
    {
        int plane = _sampler.Width * _sampler.Height;
        double[] sums = new double[UnitImage.Channels * plane];
        double[] counts = new double[plane];
        for (int position = 0; position < patches.RowCount; position++)
        {
            int left = _sampler.Left(position % features.Width);
            int top = _sampler.Top(position / features.Width);
            for (int target = 0; target < patches.ColumnCount; target++)
            {
                (int pixel, int u) = Math.DivRem(target, _sampler.PatchWidth);
                (int channel, int v) = Math.DivRem(pixel, _sampler.PatchHeight);
                int at = ((top + v) * _sampler.Width) + left + u;
                sums[(channel * plane) + at] += patches[position, target];
                counts[at] += channel == 0 ? 1 : 0;
            }
        }

        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] /= counts[i % plane];
        }

        return UnitImage.FromPlanar(_sampler.Width, _sampler.Height, sums);
    }

    /// <summary>(X'X + penalty)^-1 X'Y by Cholesky; the constant, last, is not penalised, so that the mean is free.</summary>
    private static Matrix<double> Solve(Matrix<double> gram, Matrix<double> cross, double penalty)
    {
        Matrix<double> regularised = gram.Clone();
        int constant = gram.RowCount - 1;
        for (int i = 0; i < constant; i++)
        {
            regularised[i, i] += penalty;
        }

        return regularised.Cholesky().Solve(cross);
    }
}
