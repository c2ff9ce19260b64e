using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Attacks.Ridge;

/// <summary>
/// Ridge regression from features to pixels, in closed form: patch by patch at spatial cuts, over whole images in the dual form at
/// flat ones. Cheap, without anything to tune but one penalty, and therefore the first attack that a cut must survive.
/// </summary>
/// <remarks>
/// The adversary may query the head with images of its own that resemble the victims. The penalty is chosen on its own images
/// that were not learned from, by mean SSIM. Linear: what it cannot recover a decoder still may.
/// </remarks>
public abstract class RidgeAttack
{
    /// <summary>The chosen penalty, relative to the mean of the Gram matrix's diagonal.</summary>
    public double Penalty { get; private protected set; }

    /// <summary>Mean SSIM on the images the penalty was chosen on.</summary>
    public double ValidationSsim { get; private protected set; }

    /// <summary>Reconstructs one victim.</summary>
    /// <param name="features">Of the training features' shape.</param>
    /// <exception cref="ArgumentException">The shape is another one.</exception>
    public abstract UnitImage Reconstruct(FeatureMap features);

    /// <summary>Learns from images and their features.</summary>
    /// <param name="data">The adversary's images.</param>
    /// <param name="options">Default: <see cref="RidgeOptions"/>'s own defaults.</param>
    /// <param name="cancellation">Checked between images and between penalties.</param>
    /// <exception cref="ArgumentException">Counts, sizes or shapes do not match, or the options have faults.</exception>
    public static RidgeAttack Fit(RidgeData data, RidgeOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        options ??= new RidgeOptions();
        IReadOnlyList<string> faults = options.Validate();
        if (faults.Count > 0)
        {
            throw new ArgumentException($"The ridge attack's settings have faults: {string.Join("; ", faults)}.", nameof(options));
        }

        data.Check();
        FeatureMap shape = data.Features[0];
        return shape.IsSpatial && shape.Width <= data.Images[0].Width && shape.Height <= data.Images[0].Height
            ? PatchRidge.Learn(data, options, cancellation)
            : FlatRidge.Learn(data, options, cancellation);
    }

    /// <summary>Tries every penalty and keeps the one whose reconstructions of the validation images score best.</summary>
    private protected void Choose(IReadOnlyList<double> penalties, RidgeData data, Action<double> solve, CancellationToken cancellation)
    {
        ValidationSsim = double.NegativeInfinity;
        foreach (double penalty in penalties)
        {
            cancellation.ThrowIfCancellationRequested();
            solve(penalty);
            double[] scores = new double[data.Validation.Count];
            Parallel.For(0, scores.Length, i => scores[i] = StructuralSimilarity.Compute(data.Validation[i], Reconstruct(data.ValidationFeatures[i])));
            double mean = scores.Average();
            if (mean > ValidationSsim)
            {
                (ValidationSsim, Penalty) = (mean, penalty);
            }
        }

        solve(Penalty);
    }
}
