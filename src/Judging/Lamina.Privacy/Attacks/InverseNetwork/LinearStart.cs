using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Attacks.Ridge;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;
using TorchSharp;

namespace Lamina.Privacy.Attacks.InverseNetwork;

/// <summary>
/// The ridge attack's patch-wise solution as a convolution of the exposed tensors and a pixel shuffle: what a decoder adds to. Fixed:
/// steps of Adam have one size whatever the error, so that training it would undo a solution that is right to a thousandth.
/// </summary>
internal sealed class LinearStart : torch.nn.Module<IReadOnlyList<Tensor>, Tensor>
{
    /// <summary>Products that the sums of the regression may take, about: some seconds of one processor.</summary>
    private const double MaxProducts = 2e10;

    /// <summary>A neighbourhood is only worth its inputs where every input has so many positions to be told from.</summary>
    private const int PositionsPerInput = 16;

    private const int ValidationImages = 32;

    private readonly Tensor _means;
    private readonly Tensor _scales;
    private readonly Tensor _kernel;
    private readonly Tensor _bias;
    private readonly int _patch;

    private LinearStart(PatchRegression found, double error, RidgeAttack ridge)
        : base(nameof(LinearStart))
    {
        _patch = found.Patch;
        Error = error;
        Ridge = ridge;
        _means = torch.tensor(found.Means).reshape(1, -1, 1, 1);
        _scales = torch.tensor(found.Scales).reshape(1, -1, 1, 1);
        _kernel = torch.tensor(found.Kernel).reshape(found.Bias.Length, found.Means.Length, found.Neighbourhood, found.Neighbourhood);
        _bias = torch.tensor(found.Bias);
        RegisterComponents();
        register_buffer("means", _means);
        register_buffer("scales", _scales);
        register_buffer("kernel", _kernel);
        register_buffer("bias", _bias);
    }

    /// <summary>The same solution in double precision.</summary>
    public RidgeAttack Ridge { get; }

    /// <summary>Root mean squared error on the adversary's validation images: the scale of what is left to learn.</summary>
    public double Error { get; }

    /// <summary>True where every position stands for a square of pixels of its own: all tensors spatial, the finest grid a whole fraction of the image.</summary>
    public static bool Applies(AttackTarget target)
    {
        (int width, int height) = target.ImageSize;
        FeatureForm finest = target.Forms.MaxBy(form => form.Height * form.Width)!;
        return target.Forms.All(form => form.IsSpatial && finest.Width % form.Width == 0 && finest.Height % form.Height == 0)
            && width % finest.Width == 0 && height % finest.Height == 0 && width / finest.Width == height / finest.Height;
    }

    /// <summary>Solves the regression on the adversary's images.</summary>
    /// <param name="sample">Of a target to which a start <see cref="Applies"/>.</param>
    /// <param name="cancellation">Ends it.</param>
    public static LinearStart Learn(LearningSample sample, CancellationToken cancellation)
    {
        int images = sample.Features.Count;
        int[] partners = sample.Shuffle == PairShuffle.Derangement ? new SeededRandom(sample.Seed).Derangement(images) : [.. Enumerable.Range(0, images)];
        FeatureMap[] maps = [.. sample.Features.Select(FeatureStack.Of)];
        UnitImage[] validation = [.. sample.Data.Validation.Take(ValidationImages)];
        FeatureMap[] validationMaps = [.. validation.Select(image => FeatureStack.Of(sample.Target.Exact(image)))];
        RidgeAttack ridge = RidgeAttack.Fit(
            new RidgeData
            {
                Images = [.. sample.Data.Training.Take(images)],
                Features = [.. partners.Select(partner => maps[partner])],
                Validation = validation,
                ValidationFeatures = validationMaps,
            },
            Options(maps[0], images, sample.Seed),
            cancellation);
        double error = Math.Sqrt(validation.Zip(validationMaps, (image, map) => PixelError.MeanSquared(image, ridge.Reconstruct(map))).Average());
        return new LinearStart(((PatchRidge)ridge).Regression, error, ridge);
    }

    /// <summary>The picture, not clipped.</summary>
    /// <param name="features">One batch per exposed tensor.</param>
    public override Tensor forward(IReadOnlyList<Tensor> features)
    {
        long[] size = [features.Max(feature => feature.shape[2]), features.Max(feature => feature.shape[3])];
        Tensor[] parts = [.. features.Select(feature => feature.shape[2] == size[0] && feature.shape[3] == size[1]
            ? feature
            : F.interpolate(feature, size, mode: torch.InterpolationMode.Nearest))];
        Tensor standard = ((parts.Length == 1 ? parts[0] : torch.cat(parts, 1)) - _means) * _scales;
        return F.pixel_shuffle(F.conv2d(standard, _kernel, _bias, padding: [_kernel.shape[2] / 2, _kernel.shape[3] / 2]), _patch);
    }

    private static RidgeOptions Options(FeatureMap shape, int images, long seed)
    {
        double positions = (double)images * shape.Height * shape.Width;
        int neighbourhood = (9.0 * shape.Channels) + 1 <= Math.Min(1200, positions / PositionsPerInput) ? 3 : 1;
        double inputs = ((double)neighbourhood * neighbourhood * shape.Channels) + 1;
        return new RidgeOptions
        {
            Neighbourhood = neighbourhood,
            MaxPositions = (int)Math.Min(300_000, Math.Max(PositionsPerInput * inputs, MaxProducts / (inputs * inputs))),
            Penalties = [1e-10, 1e-8, .. new RidgeOptions().Penalties],
            Seed = seed,
        };
    }
}
