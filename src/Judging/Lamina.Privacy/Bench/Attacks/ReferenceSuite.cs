using System.Collections.Immutable;
using System.Globalization;
using Lamina.Data.Samples;
using Lamina.Onnx;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.InverseNetwork;
using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Bench.Attacks;

/// <summary>
/// <c>bench attacks --suite reference</c>: how much the inverse network recovers at three cuts of real trained networks, against
/// figures measured elsewhere with another program. A lower figure means that the attack is broken or slow.
/// </summary>
public static class ReferenceSuite
{
    private const int Victims = 100;
    private const int Validation = 24;

    private static readonly Cut[] Cuts =
    [
        new("vgg16-brain_mri block3_pool", "vgg16-brain_mri.onnx", "MaxPool", 2, 0.69),
        new("vgg16-brain_mri block4_pool", "vgg16-brain_mri.onnx", "MaxPool", 3, 0.42),
        new("efficientnet_lite0 stage of 24 channels", "efficientnet_lite0-imagenet.onnx", "Add", 0, 0.77),
    ];

    /// <summary>Runs it.</summary>
    /// <param name="request">The models' folder and the photographs.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="cancellation">Ends it; with an output folder the next run goes on.</param>
    /// <exception cref="BenchmarkUnavailableException">A model or the photographs are not there.</exception>
    public static BenchmarkReport Run(SuiteRequest request, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var results = ImmutableArray.CreateBuilder<BenchmarkResult>();
        foreach (Cut cut in Cuts.Where(cut => request.Wants(cut.Name)))
        {
            results.AddRange(Measure(cut, request, progress, cancellation));
        }

        return new BenchmarkReport { Machine = MachineName.Get(), Commit = request.Commit, Results = results.ToImmutable() };
    }

    private static IEnumerable<BenchmarkResult> Measure(Cut cut, SuiteRequest request, IProgress<string>? progress, CancellationToken cancellation)
    {
        string file = Path.Combine(request.Model, cut.File);
        if (!File.Exists(file))
        {
            throw new BenchmarkUnavailableException($"The model '{file}' is not there.");
        }

        using OnnxModel model = OnnxModel.Open(file);
        Preprocessing preprocessing = PreprocessingFile.Read(PreprocessingFile.PathBeside(file)).Preprocessing;
        string tensor = model.Graph.Topology.Order.Where(node => node.OpType == cut.Operator).ElementAt(cut.Index).Outputs[0];
        using SampleSet set = SampleSets.Open(request.Data, "train", "val");
        UnitImage[] images = SuiteImages.Load(set, SuiteImages.Shuffled(set.Samples, request.Seed), preprocessing, cancellation);
        if (images.Length < Victims + Validation + 100)
        {
            throw new BenchmarkUnavailableException($"'{request.Data}' holds {images.Length} pictures; at least {Victims + Validation + 100} are wanted.");
        }

        UnitImage[] victims = images[..Victims];
        var data = new AdversaryData { Validation = images[Victims..(Victims + Validation)], Training = images[(Victims + Validation)..] };
        using AttackTarget target = AttackTarget.Open(model, preprocessing, [tensor], request.Threads);
        FeatureSet[] features = [.. victims.Select(target.Exact)];
        var time = new ProcessorTime(request.Threads);
        long start = time.GetTimestamp();
        long wall = TimeProvider.System.GetTimestamp();
        var context = new AttackContext { Seed = request.Seed, Threads = request.Threads, TimeLimit = request.PerCut, Time = time, CheckpointFolder = Folder(request, cut), Progress = Report(cut, progress) };
        // No doubling: the run ends when its time does.
        var options = new InverseNetworkOptions { Plan = new LearningPlan { Steps = 1_000_000, MaxDoublings = 0 } };
        using ITrainedReconstructor learned = new InverseNetworkAttack(options).Train(target, data, PairShuffle.None, context, cancellation);
        double minutes = time.GetElapsedTime(start).TotalMinutes;
        double wallMinutes = TimeProvider.System.GetElapsedTime(wall).TotalMinutes;

        double[] ssim = [.. learned.Reconstruct(features).Zip(victims, StructuralSimilarity.Compute)];
        MeanInterval mean = MeanIntervals.Of(ssim, new ScoreRange(-1, 1), request.Seed);
        double control = Enumerable.Range(3, 5).Max(tenths => victims.Average(victim => StructuralSimilarity.Compute(victim, UnitImage.Constant(victim.Width, victim.Height, tenths / 10.0, tenths / 10.0, tenths / 10.0))));
        string detail = string.Create(
            CultureInfo.InvariantCulture,
            $"mean SSIM of {Victims} photographs at {target.ImageSize.Width}x{target.ImageSize.Height}, {data.Training.Count} others to learn from; '{tensor}' {Shape(features[0])}; {learned.Steps} steps, {minutes * (request.Threads > 0 ? request.Threads : Environment.ProcessorCount):0.0} processor minutes ({wallMinutes:0.0} on the wall); validation {learned.ValidationSsim:0.000}; best of five greys {control:0.000}; seed {request.Seed}");
        yield return new BenchmarkResult
        {
            Name = cut.Name, Value = mean.Mean, Low = mean.Low, High = mean.High, Unit = "ssim", Goal = cut.Goal,
            Met = mean.Mean >= cut.Goal ? true : mean.High < cut.Goal ? false : null, Detail = detail,
        };
        progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{cut.Name}: SSIM {mean.Mean:0.000} (goal {cut.Goal:0.00}); {detail}"));
    }

    private static string Shape(FeatureSet set) => string.Join(", ", set.Maps.Select(map => $"{map.Channels}x{map.Height}x{map.Width}"));

    private static string? Folder(SuiteRequest request, Cut cut) =>
        request.Out is null ? null : Directory.CreateDirectory(Path.Combine(request.Out, cut.Name.Replace(' ', '_'))).FullName;

    private static Progress Report(Cut cut, IProgress<string>? progress) => new(cut.Name, progress);

    private sealed record Cut(string Name, string File, string Operator, int Index, double Goal);

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
