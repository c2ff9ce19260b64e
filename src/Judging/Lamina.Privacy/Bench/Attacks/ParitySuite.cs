using System.Collections.Immutable;
using System.Globalization;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.InverseNetwork;
using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Scores;
using Lamina.Torch;

namespace Lamina.Privacy.Bench.Attacks;

/// <summary>
/// <c>bench attacks --suite parity</c>: whether bf16 shows as much as float32. The inverse network is trained for the same steps in both, from the same
/// weights on the same batches, at the reference cuts, with three seeds; the victims are the same.
/// </summary>
public static class ParitySuite
{
    private const double Goal = 0.01;
    private const int Seeds = 3;

    /// <summary>Runs it.</summary>
    /// <param name="request">The models' folder and the photographs; with an output folder, seeds that are done are not done again.</param>
    /// <param name="steps">Steps of every training.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="BenchmarkUnavailableException">A model or the photographs are not there.</exception>
    public static BenchmarkReport Run(SuiteRequest request, int steps, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var results = ImmutableArray.CreateBuilder<BenchmarkResult>();
        foreach (ReferenceCut cut in ReferenceCut.All.Where(cut => request.Wants(cut.Name)))
        {
            using ReferenceStage stage = ReferenceStage.Open(cut, request, cancellation);
            double[] differences = new double[Seeds], single = new double[Seeds];
            for (int i = 0; i < Seeds; i++)
            {
                long seed = request.Seed + i;
                single[i] = Ssim(cut, stage, request, seed, steps, Precision.Float32, progress, cancellation);
                differences[i] = Ssim(cut, stage, request, seed, steps, Precision.BFloat16, progress, cancellation) - single[i];
            }

            results.Add(BenchmarkResult.Of(
                $"ssim_bf16_over_float32 {cut.Name}", [.. differences.Select(Math.Abs)], "ssim",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"distance of the mean SSIM of {stage.Victims.Length} photographs after {steps} steps in bf16 from that after {steps} in float32; '{stage.Tensor}' {stage.Shape}; seeds {request.Seed} to {request.Seed + Seeds - 1}: float32 {List(single, "0.0000")}, bf16 less float32 {List(differences, "+0.0000;-0.0000")}"),
                Goal, atMost: true));
        }

        return new BenchmarkReport { Machine = MachineName.Get(), Commit = request.Commit, Results = results.ToImmutable() };
    }

    /// <summary>Mean SSIM of one training, from what is kept if it was done before.</summary>
    private static double Ssim(
        ReferenceCut cut, ReferenceStage stage, SuiteRequest request, long seed, int steps, Precision precision, IProgress<string>? progress, CancellationToken cancellation)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{cut.Name} seed {seed} {(precision == Precision.BFloat16 ? "bf16" : "float32")}");
        var kept = new KeptResults(request.Out, $"{request.Data} roles {request.Seed}");
        BenchmarkResult result = kept.Once(name, string.Create(CultureInfo.InvariantCulture, $"{steps} steps"), () =>
        {
            var context = new AttackContext { Seed = seed, Threads = request.Threads, Precision = precision };
            var options = new InverseNetworkOptions { Plan = new LearningPlan { Steps = steps, MaxDoublings = 0 } };
            using ITrainedReconstructor learned = new InverseNetworkAttack(options).Train(stage.Target, stage.Adversary, PairShuffle.None, context, cancellation);
            double[] ssim = [.. learned.Reconstruct(stage.Features).Zip(stage.Victims, StructuralSimilarity.Compute)];
            return BenchmarkResult.Of(name, [ssim.Average()], "ssim", "mean of the victims");
        });
        progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{name}: SSIM {result.Value:0.0000}"));
        return result.Value;
    }

    private static string List(IEnumerable<double> values, string format) => string.Join(", ", values.Select(value => value.ToString(format, CultureInfo.InvariantCulture)));
}
