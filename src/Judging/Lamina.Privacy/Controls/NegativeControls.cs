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
    public static NegativeControl MeanImage(VictimScorer victims, IReadOnlyList<UnitImage> adversary)
    {
        ArgumentNullException.ThrowIfNull(victims);
        UnitImage mean = MeanImages.Of(adversary);
        return Of(NegativeKind.MeanImage, victims, [.. victims.Victims.Select(_ => mean)]);
    }

    /// <summary>The mean of the victim's class among the adversary's images.</summary>
    public static NegativeControl ClassMean(
        VictimScorer victims, IReadOnlyList<int> victimLabels, IReadOnlyList<UnitImage> adversary, IReadOnlyList<int> labels) =>
        Of(NegativeKind.ClassMean, victims, MeanImages.OfClasses(adversary, labels, victimLabels));

    /// <summary>The adversary's image whose body output is nearest to the victim's.</summary>
    /// <param name="victims">The victims.</param>
    /// <param name="victimOutputs">The body's output for each.</param>
    /// <param name="adversary">The adversary's images.</param>
    /// <param name="outputs">The body's output for each.</param>
    public static NegativeControl NearestImage(
        VictimScorer victims, IReadOnlyList<float[]> victimOutputs, IReadOnlyList<UnitImage> adversary, IReadOnlyList<float[]> outputs) =>
        Of(NegativeKind.NearestImage, victims, [.. Nearest.Indices(victimOutputs, outputs).Select(index => adversary[index])]);

    /// <summary>For every image metric the constant that is best for it; for the rest the one that is best for SSIM.</summary>
    public static NegativeControl BestConstantImage(VictimScorer victims, IReadOnlyList<UnitImage> adversary, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(victims);
        ImmutableDictionary<Metric, ImmutableArray<double>> scores = Constant(victims, adversary, Metric.Ssim, cancellation);
        foreach (Metric metric in ImageMetrics(victims.Victims[0]))
        {
            scores = scores.SetItem(metric, Constant(victims, adversary, metric, cancellation)[metric]);
        }

        return new NegativeControl { Kind = NegativeKind.BestConstant, Scores = scores };
    }

    /// <summary>Any pictures as a control.</summary>
    /// <param name="kind">What the pictures are.</param>
    /// <param name="victims">The victims.</param>
    /// <param name="guesses">One picture per victim.</param>
    public static NegativeControl Of(NegativeKind kind, VictimScorer victims, IReadOnlyList<UnitImage> guesses)
    {
        ArgumentNullException.ThrowIfNull(victims);
        return new() { Kind = kind, Scores = victims.Score(guesses) };
    }

    private static ImmutableDictionary<Metric, ImmutableArray<double>> Constant(VictimScorer victims, IReadOnlyList<UnitImage> adversary, Metric metric, CancellationToken cancellation)
    {
        UnitImage constant = BestConstant.Find(metric, adversary, cancellation);
        return victims.Score([.. victims.Victims.Select(_ => constant)]);
    }

    private static IEnumerable<Metric> ImageMetrics(UnitImage image) =>
        Math.Min(image.Width, image.Height) > MultiScaleSimilarity.SidesAbove
            ? [Metric.MsSsim, Metric.Psnr, Metric.Mse]
            : [Metric.Psnr, Metric.Mse];
}
