using System.Collections.Immutable;
using Lamina.Privacy.Identification;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Controls;

/// <summary>The negative controls as images, scored against the victims as an attack's reconstructions are.</summary>
/// <remarks>The attack on shuffled pairs comes from the attack itself, trained on <see cref="Statistics.SeededRandom.Derangement"/>.</remarks>
public static class NegativeControls
{
    /// <summary>The mean of the adversary's images.</summary>
    public static NegativeControl MeanImage(IReadOnlyList<UnitImage> victims, IReadOnlyList<UnitImage> adversary)
    {
        UnitImage mean = MeanImages.Of(adversary);
        return Of(NegativeKind.MeanImage, victims, [.. victims.Select(_ => mean)]);
    }

    /// <summary>The mean of the victim's class among the adversary's images.</summary>
    public static NegativeControl ClassMean(
        IReadOnlyList<UnitImage> victims, IReadOnlyList<int> victimLabels, IReadOnlyList<UnitImage> adversary, IReadOnlyList<int> labels) =>
        Of(NegativeKind.ClassMean, victims, MeanImages.OfClasses(adversary, labels, victimLabels));

    /// <summary>The adversary's image whose body output is nearest to the victim's.</summary>
    /// <param name="victims">The victims.</param>
    /// <param name="victimOutputs">The body's output for each.</param>
    /// <param name="adversary">The adversary's images.</param>
    /// <param name="outputs">The body's output for each.</param>
    public static NegativeControl NearestImage(
        IReadOnlyList<UnitImage> victims, IReadOnlyList<float[]> victimOutputs, IReadOnlyList<UnitImage> adversary, IReadOnlyList<float[]> outputs) =>
        Of(NegativeKind.NearestImage, victims, [.. Nearest.Indices(victimOutputs, outputs).Select(index => adversary[index])]);

    /// <summary>For every image metric the constant that is best for it.</summary>
    public static NegativeControl BestConstantImage(IReadOnlyList<UnitImage> victims, IReadOnlyList<UnitImage> adversary)
    {
        ArgumentNullException.ThrowIfNull(victims);
        ImmutableDictionary<Metric, ImmutableArray<double>>.Builder scores = ImmutableDictionary.CreateBuilder<Metric, ImmutableArray<double>>();
        foreach (Metric metric in ImageMetrics(victims[0]))
        {
            UnitImage constant = BestConstant.Find(metric, adversary);
            NegativeControl control = Of(NegativeKind.BestConstant, victims, [.. victims.Select(_ => constant)]);
            scores[metric] = control.Scores[metric];
            if (metric == Metric.Ssim)
            {
                scores[Metric.Reidentification] = control.Scores[Metric.Reidentification];
            }
        }

        return new NegativeControl { Kind = NegativeKind.BestConstant, Scores = scores.ToImmutable() };
    }

    /// <summary>Any pictures as a control: image metrics and re-identification by pixels.</summary>
    /// <param name="kind">What the pictures are.</param>
    /// <param name="victims">The victims.</param>
    /// <param name="guesses">One picture per victim.</param>
    public static NegativeControl Of(NegativeKind kind, IReadOnlyList<UnitImage> victims, IReadOnlyList<UnitImage> guesses) =>
        new() { Kind = kind, Scores = ReconstructionScores.Of(victims, guesses) };

    private static IEnumerable<Metric> ImageMetrics(UnitImage image) =>
        Math.Min(image.Width, image.Height) > MultiScaleSimilarity.SidesAbove
            ? [Metric.Ssim, Metric.MsSsim, Metric.Psnr, Metric.Mse]
            : [Metric.Ssim, Metric.Psnr, Metric.Mse];
}
