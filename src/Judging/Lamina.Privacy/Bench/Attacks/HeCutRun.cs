using System.Globalization;
using Lamina.Images;
using Lamina.Images.Decoding;
using Lamina.Images.Encoding;
using Lamina.Images.Figures;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.InverseNetwork;
using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Attacks.Rmle;
using Lamina.Privacy.Attacks.WhiteBox;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;
using Lamina.Privacy.Synthesis;

namespace Lamina.Privacy.Bench.Attacks;

/// <summary>The runs of <see cref="He2019Suite"/> at one cut.</summary>
internal sealed class HeCutRun(HeCut cut, AttackTarget target, HeJob job, IProgress<string>? progress, CancellationToken cancellation)
{
    private const string Inverse = "inverse-network";
    private const string Rmle = "rmle";
    private const string Ours = "ours, mean squared error";

    /// <summary>Every network has this part of a cut's time.</summary>
    private const double Share = 0.25;

    private const int PerRow = 10;

    private SuiteRequest Request => job.Request;

    public IEnumerable<BenchmarkResult> Run()
    {
        BenchmarkResult[] networks =
        [
            Learn("their decoder, mean squared error", job.Own, new InverseNetworkOptions { Decoder = DecoderKind.He2019, Loss = PixelLoss.Squared, Plan = Plan }),
            Learn(Ours, job.Own, Own),
            Learn("ours on the ridge solution, mean squared error", job.Own, Own with { Decoder = DecoderKind.OnRidge }),
        ];
        List<BenchmarkResult> all = [.. networks, Better(Inverse, networks, cut.InverseGoal)];
        if (job.Shifted is { } shifted)
        {
            all.Add(Learn("ours, pictures of another kind", shifted, Own));
        }

        all.Add(Learn("ours, no pictures (synthetic ones)", Synthetic(), Own));
        List<BenchmarkResult> searches = [Search("ours from nothing", null, Searching)];
        if (Request.Out is { } folder)
        {
            searches.Add(Search("ours from the learned reconstruction", folder, Searching with { Plan = Searching.Plan with { Iterations = 500 } }));
        }

        searches.Add(Search("their settings", null, RmleOptions.He2019(cut.Prior)));
        return [.. all, .. searches, Better(Rmle, searches, cut.RmleGoal)];
    }

    private static LearningPlan Plan => new() { Steps = 1_000_000, MaxDoublings = 0, LearningRate = 1e-3 };

    private static InverseNetworkOptions Own => new() { Loss = PixelLoss.Squared, Plan = Plan };

    private static RmleOptions Searching => new()
    {
        Plan = new WhiteBoxPlan
        {
            Iterations = 1500, IterationsFromLearned = 500, Priors = [0, 0.003, 0.03, 0.1, 0.3], Prior = TotalVariationKind.Squared, TuningImages = 6, TuneBy = Metric.Psnr,
        },
    };

    private AdversaryData Synthetic()
    {
        UnitImage[] images = [.. SyntheticPictures.Make(job.Own.Training.Count + job.Own.Validation.Count, target.ImageSize, Request.Seed)];
        return new AdversaryData { Validation = images[..job.Own.Validation.Count], Training = images[job.Own.Validation.Count..] };
    }

    private BenchmarkResult Learn(string settings, AdversaryData data, InverseNetworkOptions options) =>
        Once(Inverse, settings, $"{options} {Request.PerCut} {data.Training.Count}", () =>
        {
            var clock = new ProcessorTime(Request.Threads);
            long start = clock.GetTimestamp();
            using ITrainedReconstructor learned = new InverseNetworkAttack(options).Train(target, data, PairShuffle.None, Context(clock, Share * Request.PerCut), cancellation);
            string effort = string.Create(CultureInfo.InvariantCulture, $"{data.Training.Count} images to learn from; {learned.Steps} steps, {Minutes(clock, start)}");
            return Score(Inverse, settings, learned.Reconstruct([.. job.Victims.Select(target.Exact)]), job.Victims, effort);
        });

    private BenchmarkResult Search(string settings, string? learnedIn, RmleOptions options) => Once(Rmle, settings, $"{options} {options.Plan}", () =>
    {
        var clock = new ProcessorTime(Request.Threads);
        long start = clock.GetTimestamp();
        UnitImage[]? learned = learnedIn is null ? null : Kept(learnedIn, $"{cut.Tensor} {Inverse}, {Ours}", job.Searched.Length);
        SearchResult found = new RmleAttack(options).Search(target, job.Own, [.. job.Searched.Select(target.Exact)], learned, Context(clock, null), cancellation);
        string effort = string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Plan.Iterations} iterations{(found.FromLearned ? $" from nothing and {options.Plan.IterationsFromLearned} from the inverse network's pictures (8 bits), the better by feature error" : "")}, relative feature error of the search {found.FeatureErrors.Average() / found.DistanceBetweenVictims:0.0000}, {Minutes(clock, start)}");
        return Score(Rmle, settings, found.Reconstructions, job.Searched, effort);
    });

    private AttackContext Context(TimeProvider clock, TimeSpan? limit) => new() { Seed = Request.Seed, Threads = Request.Threads, TimeLimit = limit, Time = clock };

    private string Minutes(ProcessorTime clock, long start) => string.Create(
        CultureInfo.InvariantCulture, $"{clock.GetElapsedTime(start).TotalMinutes * (Request.Threads > 0 ? Request.Threads : Environment.ProcessorCount):0.0} processor minutes");

    private BenchmarkResult Once(string attack, string settings, string options, Func<BenchmarkResult> measure)
    {
        cancellation.ThrowIfCancellationRequested();
        string name = $"{cut.Tensor} {attack}, {settings}";
        BenchmarkResult result = job.Kept.Once(name, options, measure);
        progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{name}: {result.Value:0.00} dB; {result.Detail}"));
        return result;
    }

    private BenchmarkResult Score(string attack, string settings, IReadOnlyList<UnitImage> guesses, UnitImage[] truths, string effort)
    {
        double[] psnr = [.. guesses.Zip(truths, PixelError.Psnr)];
        double ssim = guesses.Zip(truths, StructuralSimilarity.Compute).Average();
        MeanInterval mean = MeanIntervals.Of(psnr, new ScoreRange(0, PixelError.MaxPsnr), Request.Seed);
        string name = $"{cut.Tensor} {attack}, {settings}";
        Keep(name, guesses, truths);
        return new BenchmarkResult
        {
            Name = name, Value = mean.Mean, Low = mean.Low, High = mean.High, Unit = "dB",
            Detail = string.Create(CultureInfo.InvariantCulture, $"mean PSNR of {truths.Length} test pictures, SSIM {ssim:0.000}; {effort}; seed {Request.Seed}; published: {cut.Published}"),
        };
    }

    private BenchmarkResult Better(string attack, IReadOnlyList<BenchmarkResult> runs, double goal)
    {
        BenchmarkResult best = runs.MaxBy(run => run.Value)!;
        return best with
        {
            Name = $"{cut.Tensor} {attack}", Goal = goal, Met = best.Value >= goal ? true : best.High < goal ? false : null,
            Detail = $"the best of these runs: {best.Name}; {best.Detail}",
        };
    }

    /// <summary>Victims and reconstructions, ten a row, so that others can rescore (8 bits).</summary>
    private void Keep(string name, IReadOnlyList<UnitImage> guesses, UnitImage[] truths)
    {
        if (Request.Out is { } folder)
        {
            Directory.CreateDirectory(folder);
            PngWriter.Save(Grid(truths), Path.Combine(folder, $"victims-{truths.Length}.png"));
            PngWriter.Save(Grid(guesses), Path.Combine(folder, $"{KeptResults.FileName(name)}.png"));
        }
    }

    private static Picture Grid(IReadOnlyList<UnitImage> images) => PictureGrid.Compose([.. images.Select(UnitPictures.ToPicture)], PerRow, gap: 0);

    /// <summary>The first reconstructions that a run kept.</summary>
    private UnitImage[] Kept(string folder, string name, int count)
    {
        Picture grid = PictureDecoder.Load(Path.Combine(folder, $"{KeptResults.FileName(name)}.png"));
        (int width, int height) = target.ImageSize;
        return [.. Enumerable.Range(0, count).Select(i => UnitPictures.Of(grid.Crop(i % PerRow * width, i / PerRow * height, width, height)))];
    }
}
