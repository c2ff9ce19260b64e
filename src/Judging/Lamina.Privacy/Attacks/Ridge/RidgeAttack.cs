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
    /// <param name="images">The adversary's images, of one size.</param>
    /// <param name="features">Their features, of one shape.</param>
    /// <param name="validation">Other images of the adversary, to choose the penalty on.</param>
    /// <param name="validationFeatures">Their features.</param>
    /// <param name="options">Default: <see cref="RidgeOptions"/>'s own defaults.</param>
    /// <param name="cancellation">Checked between blocks of rows.</param>
    /// <exception cref="ArgumentException">Counts, sizes or shapes do not match, or the options have faults.</exception>
    public static RidgeAttack Fit(
        IReadOnlyList<UnitImage> images,
        IReadOnlyList<FeatureMap> features,
        IReadOnlyList<UnitImage> validation,
        IReadOnlyList<FeatureMap> validationFeatures,
        RidgeOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(validationFeatures);
        options ??= new RidgeOptions();
        IReadOnlyList<string> faults = options.Validate();
        if (faults.Count > 0)
        {
            throw new ArgumentException($"The ridge attack's settings have faults: {string.Join("; ", faults)}.", nameof(options));
        }

        FeatureMap shape = FeatureMap.RequireOneShape([.. features, .. validationFeatures]);
        if (images.Count != features.Count || validation.Count != validationFeatures.Count || validation.Count == 0 || images.Count < 2)
        {
            throw new ArgumentException(
                $"{images.Count} images with {features.Count} features and {validation.Count} validation images with {validationFeatures.Count} were given; at least 2 and 1, and one each, were wanted.");
        }

        foreach (UnitImage image in images.Concat(validation))
        {
            images[0].RequireSameSize(image);
        }

        return shape.IsSpatial && shape.Width <= images[0].Width && shape.Height <= images[0].Height
            ? PatchRidge.Fit(images, features, validation, validationFeatures, options, cancellation)
            : FlatRidge.Fit(images, features, validation, validationFeatures, options, cancellation);
    }

    /// <summary>Tries every penalty and keeps the one whose reconstructions of the validation images score best.</summary>
    private protected void Choose(
        IReadOnlyList<double> penalties, IReadOnlyList<UnitImage> validation, IReadOnlyList<FeatureMap> features, Action<double> solve, CancellationToken cancellation)
    {
        ValidationSsim = double.NegativeInfinity;
        foreach (double penalty in penalties)
        {
            cancellation.ThrowIfCancellationRequested();
            solve(penalty);
            double[] scores = new double[validation.Count];
            Parallel.For(0, scores.Length, i => scores[i] = StructuralSimilarity.Compute(validation[i], Reconstruct(features[i])));
            double mean = scores.Average();
            if (mean > ValidationSsim)
            {
                (ValidationSsim, Penalty) = (mean, penalty);
            }
        }

        solve(Penalty);
    }
}
