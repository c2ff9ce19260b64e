using System.Collections.Immutable;
using System.Globalization;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.InverseNetwork;
using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;
using Lamina.Torch;

namespace Lamina.Privacy.Bench.Attacks;

/// <summary>
/// <c>bench attacks --suite reference</c>: how much the inverse network recovers at three cuts of real trained networks, against
/// figures measured elsewhere with another program. A lower figure means that the attack is broken or slow.
/// </summary>
public static class ReferenceSuite
{
    /// <summary>Runs it.</summary>
    /// <param name="request">The models' folder and the photographs.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="cancellation">Ends it; with an output folder the next run goes on.</param>
    /// <exception cref="BenchmarkUnavailableException">A model or the photographs are not there.</exception>
    public static BenchmarkReport Run(SuiteRequest request, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var results = ImmutableArray.CreateBuilder<BenchmarkResult>();
        foreach (ReferenceCut cut in ReferenceCut.All.Where(cut => request.Wants(cut.Name)))
        {
            results.AddRange(Measure(cut, request, progress, cancellation));
        }

        return new BenchmarkReport { Machine = MachineName.Get(), Commit = request.Commit, Results = results.ToImmutable() };
    }

    private static IEnumerable<BenchmarkResult> Measure(ReferenceCut cut, SuiteRequest request, IProgress<string>? progress, CancellationToken cancellation)
    {
        using ReferenceStage stage = ReferenceStage.Open(cut, request, cancellation);
        var time = new ProcessorTime(request.Threads);
        long start = time.GetTimestamp();
        long wall = TimeProvider.System.GetTimestamp();
        var context = new AttackContext { Seed = request.Seed, Threads = request.Threads, Precision = request.Precision, TimeLimit = request.PerCut, Time = time, CheckpointFolder = Folder(request, cut), Progress = Report(cut, progress) };
        // No doubling: the run ends when its time does.
        var options = new InverseNetworkOptions { Plan = new LearningPlan { Steps = 1_000_000, MaxDoublings = 0 } };
        using ITrainedReconstructor learned = new InverseNetworkAttack(options).Train(stage.Target, stage.Adversary, PairShuffle.None, context, cancellation);
        double minutes = time.GetElapsedTime(start).TotalMinutes;
        double wallMinutes = TimeProvider.System.GetElapsedTime(wall).TotalMinutes;

        double[] ssim = [.. learned.Reconstruct(stage.Features).Zip(stage.Victims, StructuralSimilarity.Compute)];
        MeanInterval mean = MeanIntervals.Of(ssim, new ScoreRange(-1, 1), request.Seed);
        double control = Enumerable.Range(3, 5).Max(tenths => stage.Victims.Average(victim => StructuralSimilarity.Compute(victim, UnitImage.Constant(victim.Width, victim.Height, tenths / 10.0, tenths / 10.0, tenths / 10.0))));
        string detail = string.Create(
            CultureInfo.InvariantCulture,
            $"mean SSIM of {stage.Victims.Length} photographs at {stage.Target.ImageSize.Width}x{stage.Target.ImageSize.Height}, {stage.Adversary.Training.Count} others to learn from; '{stage.Tensor}' {stage.Shape}; {learned.Steps} steps in {(request.Precision == Precision.BFloat16 ? "bf16" : "float32")}, {minutes * (request.Threads > 0 ? request.Threads : Environment.ProcessorCount):0.0} processor minutes ({wallMinutes:0.0} on the wall); validation {learned.ValidationSsim:0.000}; best of five greys {control:0.000}; seed {request.Seed}");
        yield return new BenchmarkResult
        {
            Name = cut.Name, Value = mean.Mean, Low = mean.Low, High = mean.High, Unit = "ssim", Goal = cut.Goal,
            Met = mean.Mean >= cut.Goal ? true : mean.High < cut.Goal ? false : null, Detail = detail,
        };
        progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{cut.Name}: SSIM {mean.Mean:0.000} (goal {cut.Goal:0.00}); {detail}"));
    }

    private static string? Folder(SuiteRequest request, ReferenceCut cut) =>
        request.Out is null ? null : Directory.CreateDirectory(Path.Combine(request.Out, cut.Name.Replace(' ', '_'))).FullName;

    private static Progress Report(ReferenceCut cut, IProgress<string>? progress) => new(cut.Name, progress);

    private sealed class Progress(string cut, IProgress<string>? progress) : IProgress<AttackProgress>
    {
        private long _next;

        public void Report(AttackProgress value)
        {
            long now = TimeProvider.System.GetTimestamp();
            if (now >= _next)
            {
                _next = now + (20 * TimeProvider.System.TimestampFrequency);
                progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{cut}: {value.Phase} {value.Step}, loss {value.Loss:0.0000}, {value.UnitsPerSecond:0} images/s of all processors, {value.Left:mm\\:ss} left"));
            }
        }
    }
}
