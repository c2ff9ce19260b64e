using System.Collections.Immutable;
using Lamina.Privacy.Identification;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Controls;

/// <summary>Scores of pictures, of an attack or of a control alike, per metric and victim.</summary>
public static class ReconstructionScores
{
    /// <summary>Image metrics (MS-SSIM where it exists) and re-identification; by pixels, or by features too where they are given.</summary>
    /// <param name="victims">The victims, of one size.</param>
    /// <param name="guesses">One picture per victim, or of the first victims only.</param>
    /// <param name="victimFeatures">Features of the victims, of a network that is not the target; null without one.</param>
    /// <param name="guessFeatures">Features of the guesses, of the same network.</param>
    /// <exception cref="ArgumentException">No guess, more of them than victims, or sizes differ.</exception>
    public static ImmutableDictionary<Metric, ImmutableArray<double>> Of(
        IReadOnlyList<UnitImage> victims,
        IReadOnlyList<UnitImage> guesses,
        IReadOnlyList<float[]>? victimFeatures = null,
        IReadOnlyList<float[]>? guessFeatures = null)
    {
        ArgumentNullException.ThrowIfNull(victims);
        ArgumentNullException.ThrowIfNull(guesses);
        ImageScores[] scores = ImageScores.OfAll([.. victims.Take(guesses.Count)], guesses);
        double[] hits = Reidentification.ByPixels(victims, guesses);
        if (victimFeatures is not null && guessFeatures is not null)
        {
            hits = Reidentification.Better(hits, Reidentification.ByFeatures(victimFeatures, guessFeatures));
        }

        ImmutableDictionary<Metric, ImmutableArray<double>>.Builder all = ImmutableDictionary.CreateBuilder<Metric, ImmutableArray<double>>();
        all[Metric.Ssim] = [.. scores.Select(score => score.Ssim)];
        all[Metric.Psnr] = [.. scores.Select(score => score.Psnr)];
        all[Metric.Mse] = [.. scores.Select(score => score.Mse)];
        all[Metric.Reidentification] = [.. hits];
        if (scores.All(score => score.MsSsim is not null))
        {
            all[Metric.MsSsim] = [.. scores.Select(score => score.MsSsim!.Value)];
        }

        return all.ToImmutable();
    }
}
