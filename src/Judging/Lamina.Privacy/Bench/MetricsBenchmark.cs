using System.Diagnostics;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Bench;

/// <summary><c>bench metrics</c>: our SSIM against scikit-image's call, both on one thread, in alternating rounds of one run.</summary>
public static class MetricsBenchmark
{
    /// <summary>Times scikit-image's speed that is wanted.</summary>
    public const double GoalSpeedup = 20;

    /// <summary>Largest difference to scikit-image's value that is allowed.</summary>
    public const double GoalDifference = 1e-6;

    /// <summary>The Python whose scikit-image is compared with, unless another is named.</summary>
    public const string DefaultPython = "/usr/bin/python3";

    private const int Side = 224;

    /// <summary>Runs it.</summary>
    /// <param name="python">Path of a Python 3 with scikit-image.</param>
    /// <param name="commit">The commit that is measured, for the report; null where it is not known.</param>
    /// <param name="rounds">Rounds of both, one after the other. Default 5.</param>
    /// <param name="repeats">Calls of scikit-image per round; ours are twenty times as many. Default 15.</param>
    /// <param name="progress">Told what is done.</param>
    /// <exception cref="BenchmarkUnavailableException">Python or scikit-image is not there.</exception>
    public static BenchmarkReport Run(
        string python = DefaultPython, string? commit = null, int rounds = 5, int repeats = 15, IProgress<string>? progress = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(python);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        (UnitImage first, UnitImage second) = Pictures();
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        double[] differences = new double[rounds];
        string version = "";
        for (int round = 0; round < rounds; round++)
        {
            ScikitImage.Timing timing = ScikitImage.Time(python, first, second, repeats);
            (version, theirs[round]) = (timing.Version, timing.Seconds);
            differences[round] = Math.Abs(timing.Value - StructuralSimilarity.Compute(first, second));
            ours[round] = Median(() => StructuralSimilarity.Compute(first, second), 20 * repeats);
            progress?.Report($"round {round + 1} of {rounds}: scikit-image {1000 * theirs[round]:0.00} ms, Lamina {1000 * ours[round]:0.000} ms");
        }

        string size = $"{Side}x{Side}x3, float64, one thread each, median of {repeats} and {20 * repeats} calls a round, {rounds} rounds";
        return new BenchmarkReport
        {
            Machine = MachineName.Get(),
            Commit = commit,
            Results =
            [
                BenchmarkResult.Of(
                    "ssim_speedup", [.. theirs.Zip(ours, (their, our) => their / our)], "ratio",
                    $"time of scikit-image {version} structural_similarity over ours, {size}", GoalSpeedup),
                BenchmarkResult.Of("ssim_time", [.. ours.Select(seconds => 1000 * seconds)], "ms", $"one call of ours, {size}"),
                BenchmarkResult.Of("scikit_image_time", [.. theirs.Select(seconds => 1000 * seconds)], "ms", $"one call of scikit-image {version}, {size}"),
                BenchmarkResult.Of(
                    "ssim_difference", differences, "ssim", $"absolute difference to scikit-image {version} on the same pictures", GoalDifference, atMost: true),
            ],
        };
    }

    private static double Median(Action call, int repeats)
    {
        call();
        double[] seconds = new double[repeats];
        for (int i = 0; i < repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            call();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(seconds);
        return seconds[repeats / 2];
    }

    /// <summary>Waves, and the same with noise.</summary>
    private static (UnitImage First, UnitImage Second) Pictures()
    {
        SeededRandom random = new(1);
        double[] clean = new double[UnitImage.Channels * Side * Side];
        double[] noisy = new double[clean.Length];
        for (int i = 0; i < clean.Length; i++)
        {
            clean[i] = 0.5 + (0.3 * Math.Sin(0.05 * (i % Side)) * Math.Cos(0.031 * (i / Side))) + (0.1 * random.NextDouble());
            noisy[i] = clean[i] + (0.2 * (random.NextDouble() - 0.5));
        }

        return (UnitImage.FromPlanar(Side, Side, clean), UnitImage.FromPlanar(Side, Side, noisy));
    }
}
