using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Lamina.Torch;
using Lamina.Torch.Native;
using TorchSharp;

namespace Lamina.Privacy.Bench.Attacks;

/// <summary>
/// <c>bench attacks --suite precision</c>: the speed of the attacks' convolutions, forward and backward, in bf16 as a multiple of float32,
/// in alternating rounds, and that of the inverse network's training.
/// Where bf16 is not faster, float32 is what attacks train with.
/// </summary>
public static class PrecisionSuite
{
    private const double Goal = 0.85;
    private const int Rounds = 5;
    private const int Repeats = 6;

    // As in the decoders: channels, side and batch of a step.
    private static readonly (int Channels, int Side, int Batch)[] Layers = [(32, 112, 8), (64, 56, 8), (128, 28, 8)];

    /// <summary>Runs it.</summary>
    /// <param name="commit">The commit that is measured; null where it is not known.</param>
    /// <param name="threads">Threads; 0 for all.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="cancellation">Ends it.</param>
    public static BenchmarkReport Run(string? commit, int threads = 0, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        int count = threads > 0 ? threads : Environment.ProcessorCount;
        torch.set_num_threads(count);
        var results = ImmutableArray.CreateBuilder<BenchmarkResult>();
        foreach ((int channels, int side, int batch) in Layers)
        {
            double[] ratios = new double[Rounds];
            double[] single = new double[Rounds];
            for (int round = 0; round < Rounds; round++)
            {
                cancellation.ThrowIfCancellationRequested();
                single[round] = Seconds(channels, side, batch, torch.ScalarType.Float32);
                ratios[round] = single[round] / Seconds(channels, side, batch, torch.ScalarType.BFloat16);
                progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{channels} channels of {side}x{side}, round {round + 1} of {Rounds}: r {ratios[round]:0.00}"));
            }

            double operations = 3 * 2.0 * 9 * channels * channels * side * side * batch;
            results.Add(BenchmarkResult.Of(
                string.Create(CultureInfo.InvariantCulture, $"bf16_over_float32_{channels}x{side}x{side}"), ratios, "ratio",
                string.Create(CultureInfo.InvariantCulture, $"speed of a 3x3 convolution of {channels} channels on {side}x{side}, batch {batch}, forward and backward, in bf16 over float32; float32 {operations / single.Order().ElementAt(Rounds / 2) / 1e9:0} GFLOP/s; {count} threads, median of {Repeats} calls a round, {Rounds} rounds")));
        }

        double r = results.Select(result => result.Value).Order().ElementAt(Layers.Length / 2);
        foreach (DecoderSpeed decoder in (DecoderSpeed[])[new(64, 28), new(192, 7)])
        {
            double[] ratios = new double[Rounds];
            double[] speeds = new double[Rounds];
            for (int round = 0; round < Rounds; round++)
            {
                cancellation.ThrowIfCancellationRequested();
                double single = decoder.ImagesPerSecond(Precision.Float32);
                speeds[round] = decoder.ImagesPerSecond(Precision.BFloat16);
                ratios[round] = speeds[round] / single;
                progress?.Report(string.Create(CultureInfo.InvariantCulture, $"training at {decoder.Name}, round {round + 1} of {Rounds}: {ratios[round]:0.00}"));
            }

            results.Add(BenchmarkResult.Of(
                $"training_over_r_{decoder.Name}", [.. ratios.Select(ratio => ratio / r)], "ratio",
                string.Create(CultureInfo.InvariantCulture, $"the inverse network's training on features of {decoder.Name} for parts of 112x112: images/s in bf16 over those in float32, over r, the median of the convolutions ({r:0.00}); {speeds.Order().ElementAt(Rounds / 2):0} images/s in bf16; {count} threads, {Rounds} rounds in turns"),
                Goal));
        }

        return new BenchmarkReport { Machine = MachineName.Get(), Commit = commit, Results = results.ToImmutable() };
    }

    private static double Seconds(int channels, int side, int batch, torch.ScalarType type)
    {
        using CollectionPause pause = CollectionPause.Begin();
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(1);
        Tensor input = torch.randn(batch, channels, side, side).to(type).requires_grad_();
        Tensor weight = (0.05 * torch.randn(channels, channels, 3, 3)).to(type).requires_grad_();
        double[] seconds = new double[Repeats];
        for (int i = -1; i < Repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using (torch.NewDisposeScope())
            {
                F.conv2d(input, weight, padding: [1, 1]).sum().backward();
            }

            if (i >= 0)
            {
                seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }

        return seconds.Order().ElementAt(Repeats / 2);
    }
}
