using System.Collections.Immutable;
using System.Globalization;
using Lamina.Data.Samples;
using Lamina.Data.Splits;
using Lamina.Images.Encoding;
using Lamina.Images.Figures;
using Lamina.Onnx;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.InverseNetwork;
using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Attacks.Rmle;
using Lamina.Privacy.Attacks.WhiteBox;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Bench.Attacks;

/// <summary>
/// <c>bench attacks --suite he2019</c>: the six-convolution network of He, Zhang and Lee (ACSAC 2019) on CIFAR-10 at their three cuts, with
/// their settings and with ours. The network must have been trained with <c>train --validation 0.2 --seed 1</c>: the tenth thousand
/// pictures held out there are the adversary's here, victims are test pictures.
/// </summary>
public static class He2019Suite
{
    private const int Validation = 64;
    private const double HeldOut = 0.2;
    private const int SplitSeed = 1;

    // PSNR of their tables 3 and 4 (white box, black box with the same distribution), less 0.5 dB, at conv11 less 3.
    private static readonly Cut[] Cuts =
    [
        new("conv11", 0, RmleGoal: 34.6, InverseGoal: 46.0),
        new("ReLU22", 10, RmleGoal: 19.0, InverseGoal: 19.6),
        new("ReLU32", 1000, RmleGoal: 12.9, InverseGoal: 16.2),
    ];

    /// <summary>Runs it.</summary>
    /// <param name="request">The trained network and the CIFAR-10 archive. <see cref="SuiteRequest.PerCut"/> bounds each of a cut's four runs to a quarter.</param>
    /// <param name="victims">Test pictures that are attacked. Default 100.</param>
    /// <param name="searched">The first of them that rMLE searches. Default 20.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="cancellation">Ends it.</param>
    public static BenchmarkReport Run(SuiteRequest request, int victims = 100, int searched = 20, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!File.Exists(request.Model))
        {
            throw new BenchmarkUnavailableException($"The network '{request.Model}' is not there; docs/attack.md has the command that trains it.");
        }

        using OnnxModel model = OnnxModel.Open(request.Model);
        Preprocessing preprocessing = PreprocessingFile.Read(PreprocessingFile.PathBeside(request.Model)).Preprocessing;
        using SampleSet train = SampleSets.Open(request.Data, "train");
        using SampleSet test = SampleSets.Open(request.Data, "test");
        Sample[] labelled = [.. train.Samples.Where(sample => sample.Label >= 0)];
        IReadOnlyList<Sample> own = SplitPlan.Deal(labelled, [("val", HeldOut), ("train", 1 - HeldOut)], SplitSeed)[0].Samples;
        UnitImage[] adversary = SuiteImages.Load(train, SuiteImages.Shuffled(own, request.Seed), preprocessing, cancellation);
        UnitImage[] targets = SuiteImages.Load(test, [.. SuiteImages.Shuffled(test.Samples, request.Seed).Take(victims)], preprocessing, cancellation);
        var data = new AdversaryData { Validation = adversary[..Validation], Training = adversary[Validation..] };
        var results = ImmutableArray.CreateBuilder<BenchmarkResult>();
        foreach (Cut cut in Cuts.Where(cut => request.Wants(cut.Tensor)))
        {
            using AttackTarget target = AttackTarget.Open(model, preprocessing, [cut.Tensor]);
            var run = new CutRun(cut, target, data, targets, request, progress, cancellation);
            results.AddRange(run.Inverse());
            results.AddRange(run.Rmle(targets[..Math.Min(searched, targets.Length)]));
        }

        return new BenchmarkReport { Machine = MachineName.Get(), Commit = request.Commit, Results = results.ToImmutable() };
    }

    private sealed record Cut(string Tensor, double HePrior, double RmleGoal, double InverseGoal);

    private sealed class CutRun(Cut cut, AttackTarget target, AdversaryData data, UnitImage[] victims, SuiteRequest request, IProgress<string>? progress, CancellationToken cancellation)
    {
        private const double RunsPerCut = 4;

        public IEnumerable<BenchmarkResult> Inverse()
        {
            var plan = new LearningPlan { Steps = 1_000_000, MaxDoublings = 0, LearningRate = 1e-3 };
            BenchmarkResult[] both =
            [
                Learn("their decoder, mean squared error", new InverseNetworkOptions { Decoder = DecoderKind.He2019, Loss = PixelLoss.Squared, Plan = plan }),
                Learn("ours, mean squared error", new InverseNetworkOptions { Loss = PixelLoss.Squared, Plan = plan }),
            ];
            return [.. both, Better("inverse-network", both, cut.InverseGoal)];
        }

        public IEnumerable<BenchmarkResult> Rmle(UnitImage[] first)
        {
            BenchmarkResult[] both =
            [
                Search("their settings", first, RmleOptions.He2019(cut.HePrior)),
                Search("ours", first, new RmleOptions
                {
                    Plan = new WhiteBoxPlan { Iterations = 1500, Priors = [0, 0.001, 0.01, 0.03, 0.1], Prior = TotalVariationKind.Squared, TuningImages = 10, TuneBy = Metric.Psnr },
                }),
            ];
            return [.. both, Better("rmle", both, cut.RmleGoal)];
        }

        private BenchmarkResult Learn(string settings, InverseNetworkOptions options)
        {
            var clock = new ProcessorTime();
            long start = clock.GetTimestamp();
            using ITrainedReconstructor learned = new InverseNetworkAttack(options).Train(target, data, PairShuffle.None, Context(clock), cancellation);
            string effort = string.Create(CultureInfo.InvariantCulture, $"{learned.Steps} steps, {clock.GetElapsedTime(start).TotalMinutes * Environment.ProcessorCount:0.0} processor minutes");
            return Score("inverse-network", settings, learned.Reconstruct([.. victims.Select(target.Exact)]), victims, effort);
        }

        private BenchmarkResult Search(string settings, UnitImage[] first, RmleOptions options)
        {
            var clock = new ProcessorTime();
            long start = clock.GetTimestamp();
            SearchResult found = new RmleAttack(options).Search(target, data, [.. first.Select(target.Exact)], null, Context(clock), cancellation);
            string effort = string.Create(
                CultureInfo.InvariantCulture,
                $"{(found.Finished ? "all iterations" : "cut short by time")}, relative feature error {found.FeatureErrors.Average():0.0000}, {clock.GetElapsedTime(start).TotalMinutes * Environment.ProcessorCount:0.0} processor minutes");
            return Score("rmle", settings, found.Reconstructions, first, effort);
        }

        private AttackContext Context(TimeProvider clock) => new() { Seed = request.Seed, TimeLimit = request.PerCut / RunsPerCut, Time = clock };

        private BenchmarkResult Score(string attack, string settings, IReadOnlyList<UnitImage> guesses, UnitImage[] truths, string effort)
        {
            double[] psnr = [.. guesses.Zip(truths, PixelError.Psnr)];
            double ssim = guesses.Zip(truths, StructuralSimilarity.Compute).Average();
            MeanInterval mean = MeanIntervals.Of(psnr, new ScoreRange(0, 200), request.Seed);
            Keep($"{cut.Tensor}-{attack}-{(settings.StartsWith("their", StringComparison.Ordinal) ? "theirs" : "ours")}", guesses, truths);
            var result = new BenchmarkResult
            {
                Name = $"{cut.Tensor} {attack}, {settings}", Value = mean.Mean, Low = mean.Low, High = mean.High, Unit = "dB",
                Detail = string.Create(CultureInfo.InvariantCulture, $"mean PSNR of {truths.Length} test pictures, SSIM {ssim:0.000}; {data.Training.Count} images to learn from; {effort}; seed {request.Seed}"),
            };
            progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{result.Name}: {result.Value:0.00} dB; {result.Detail}"));
            return result;
        }

        private BenchmarkResult Better(string attack, IReadOnlyList<BenchmarkResult> runs, double goal)
        {
            BenchmarkResult best = runs.MaxBy(run => run.Value)!;
            return best with
            {
                Name = $"{cut.Tensor} {attack}", Goal = goal,
                Met = best.Value >= goal ? true : best.High < goal ? false : null,
                Detail = $"the better of both runs; {best.Detail}",
            };
        }

        /// <summary>Victims above, reconstructions below, ten a row, so that others can rescore (8 bits).</summary>
        private void Keep(string name, IReadOnlyList<UnitImage> guesses, UnitImage[] truths)
        {
            if (request.Out is { } folder)
            {
                Directory.CreateDirectory(folder);
                PngWriter.Save(PictureGrid.Compose([.. truths.Select(UnitPictures.ToPicture)], 10, gap: 0), Path.Combine(folder, $"{cut.Tensor}-victims-{truths.Length}.png"));
                PngWriter.Save(PictureGrid.Compose([.. guesses.Select(UnitPictures.ToPicture)], 10, gap: 0), Path.Combine(folder, $"{name}.png"));
            }
        }
    }
}
