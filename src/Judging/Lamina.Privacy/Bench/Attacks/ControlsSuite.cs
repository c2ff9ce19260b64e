using System.Collections.Immutable;
using System.Globalization;
using Lamina.Data.Samples;
using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.Plans;
using Lamina.Plans.Measured;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Attacks.InverseNetwork;
using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Features;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Bench.Attacks;

/// <summary>
/// <c>bench attacks --suite controls</c>: the controls of the verdict at five cuts of the network of <see cref="He2019Suite"/>, each with
/// five seeds that deal other victims and train anew. Positive controls must pass, attacks on shuffled pairs must not exceed the controls
/// that saw no pairs, and the seeds must come to one verdict. Small on purpose (ridge, nearest neighbour, a narrow inverse network, few
/// images): the instrument is tried here, not the network.
/// </summary>
public static class ControlsSuite
{
    private const int Victims = 100;
    private const int Training = 400;
    private const int Validation = 32;
    private const string Version = "controls-suite-1";
    private static readonly string[] Cuts = ["conv11", "ReLU12", "ReLU22", "ReLU32", "fc1_relu"];
    private static readonly LearningPlan Plan = new() { Steps = 150, MaxDoublings = 2, Batch = 16, Width = 0.5 };
    private static readonly ImmutableArray<AttackKind> Methods = [AttackKind.Ridge, AttackKind.NearestNeighbour, AttackKind.InverseNetwork];

    /// <summary>Runs it; with an output folder finished pieces are kept and the next run goes on.</summary>
    /// <param name="request">The trained network and the CIFAR-10 archive.</param>
    /// <param name="seeds">Seeds 1 to this. Default 5.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="cancellation">Ends it.</param>
    public static BenchmarkReport Run(SuiteRequest request, int seeds = 5, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!File.Exists(request.Model))
        {
            throw new BenchmarkUnavailableException($"The network '{request.Model}' is not there; docs/attack.md has the command that trains it.");
        }

        using OnnxModel model = OnnxModel.Open(request.Model);
        ModelInspection inspection = ModelInspection.Of(model);
        Preprocessing preprocessing = PreprocessingFile.Read(PreprocessingFile.PathBeside(request.Model)).Preprocessing;
        Sha256Digest digest = Sha256Digest.FromBytes(model.SourceSha256()!);
        string folder = request.Out ?? Directory.CreateTempSubdirectory("lamina-controls-").FullName;
        try
        {
            Dictionary<string, List<CutResult>> found = Cuts.Where(request.Wants).ToDictionary(cut => cut, _ => new List<CutResult>());
            for (int seed = 1; seed <= seeds; seed++)
            {
                RunSubject subject = new(inspection, request.Model, digest, preprocessing, Images(request, preprocessing, seed, cancellation), Version);
                PieceStore store = PieceStore.Open(Path.Combine(folder, $"seed-{seed}"), subject.Digest);
                AttackCatalog catalog = new([new InverseNetworkAttack(new InverseNetworkOptions { Plan = Plan })], []);
                RunOptions options = new() { Methods = Methods, Seed = seed, Seeds = 1, DeeperTensors = 0, Threads = request.Threads, Commit = request.Commit };

                using FeatureMemory features = new(inspection, preprocessing, Cuts.Select(cut => ImmutableArray.Create(cut)), options.FeatureBytes, options.Threads);

                // Deepest first: what was run there is seen from every earlier cut.
                foreach (string cut in found.Keys.Reverse())
                {
                    ImmutableArray<ImmutableArray<string>> exposed = [.. Cuts.SkipWhile(other => other != cut).Select(tensor => ImmutableArray.Create(tensor))];
                    found[cut].Add(new CutRun(subject, options, store, catalog, null, new Lines($"seed {seed}, {cut}", progress), TimeProvider.System, memory: features).Run(exposed, cancellation));
                }
            }

            return new BenchmarkReport
            {
                Machine = MachineName.Get(),
                Commit = request.Commit,
                Subject = $"network sha256 {digest}; of the adversary's 10,000 pictures {Training} to learn from and {Validation} to choose on, {Victims} victims, dealt by each seed; seeds 1 to {seeds}",
                Results = [.. found.SelectMany(entry => Results(entry.Key, entry.Value))],
            };
        }
        finally
        {
            if (request.Out is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static RunImages Images(SuiteRequest request, Preprocessing preprocessing, long seed, CancellationToken cancellation)
    {
        using SampleSet train = SampleSets.Open(request.Data, "train");
        using SampleSet test = SampleSets.Open(request.Data, "test");
        IReadOnlyList<Sample> own = SuiteImages.Shuffled(He2019Suite.Adversary(train).Samples, seed);
        return new RunImages
        {
            Victims = SuiteImages.Part(test, [.. SuiteImages.Shuffled(test.Samples, seed).Take(Victims)], preprocessing, cancellation),
            Training = SuiteImages.Part(train, [.. own.Take(Training)], preprocessing, cancellation),
            Validation = SuiteImages.Part(train, [.. own.Skip(Training).Take(Validation)], preprocessing, cancellation),
        };
    }

    private static IEnumerable<BenchmarkResult> Results(string cut, List<CutResult> seeds)
    {
        ControlRow[] positive = [.. seeds.SelectMany(seed => seed.Judgement.Controls.Where(row => row.Kind == ControlKind.Positive))];
        int passed = positive.Count(row => row.Passed);
        yield return Of(cut, "positive controls passed", passed, passed, passed, "controls", positive.Length, passed == positive.Length,
            string.Join("; ", positive.GroupBy(row => row.Attack).Select(rows => string.Create(CultureInfo.InvariantCulture, $"{rows.Key}: {rows.First().Metric} {string.Join(", ", rows.Select(row => row.Score.Mean.ToString("0.000", CultureInfo.InvariantCulture)))}, more than {rows.First().Required} wanted"))));

        (string Name, int Seed, MeanInterval Gap)[] gaps = [.. seeds.SelectMany((seed, i) => Shuffled(seed.Evidence, cut).Select(gap => (gap.Name, i + 1, gap.Gap)))];
        yield return Of(cut, "excess of shuffled pairs, each seed by itself", gaps.Max(gap => gap.Gap.Mean), gaps.Min(gap => gap.Gap.Low), gaps.Max(gap => gap.Gap.High), "ssim", 0, gaps.All(gap => gap.Gap.Low <= 0),
            "over the best control that saw no pairs, paired over victims, one-sided 95% bounds; wanted is no lower bound above 0; "
            + string.Join("; ", gaps.Select(gap => $"{gap.Name} seed {gap.Seed}: {Words(gap.Gap)}")));

        // One shuffling and one start of the weights leave one map from features to image, whose little structure has the same sign for every
        // victim: over victims it is a certain excess, over seeds it is chance. The seeds are the draws that this control is about.
        if (seeds.Count > 1)
        {
            (string Name, MeanInterval Gap)[] attacks = [.. gaps.GroupBy(gap => gap.Name).Select(rows => (rows.Key, OverSeeds([.. rows.Select(row => row.Gap.Mean)])))];
            yield return Of(cut, "excess of shuffled pairs, over the seeds", attacks.Max(attack => attack.Gap.Mean), attacks.Min(attack => attack.Gap.Low), attacks.Max(attack => attack.Gap.High), "ssim", 0, attacks.All(attack => attack.Gap.Low <= 0),
                "mean of the seeds' means, one-sided 95% bounds by Student's t over seeds; wanted is no lower bound above 0; " + string.Join("; ", attacks.Select(attack => $"{attack.Name}: {Words(attack.Gap)}")));
        }

        int agreeing = seeds.Count(seed => seed.Judgement.Verdict == seeds[0].Judgement.Verdict);
        yield return Of(cut, "verdicts that agree", agreeing, agreeing, agreeing, "seeds", seeds.Count, agreeing == seeds.Count,
            string.Join("; ", seeds.Select(seed => string.Create(CultureInfo.InvariantCulture, $"{seed.Judgement.Verdict.Name()}, inverse network {Ssim(seed, cut)}"))));
    }

    /// <summary>Attacks on shuffled pairs against the best control that saw none, in SSIM.</summary>
    private static IEnumerable<(string Name, MeanInterval Gap)> Shuffled(Evidence evidence, string cut)
    {
        ImmutableArray<double> level = evidence.Negatives
            .Where(control => control.Kind != NegativeKind.ShuffledPairs).Select(control => control.Scores[Metric.Ssim]).MaxBy(scores => scores.Average());
        return evidence.Negatives
            .Where(control => control.Kind == NegativeKind.ShuffledPairs && control.Tensors.SequenceEqual([cut]))
            .Select(control => (control.Name, MeanIntervals.OfPairs(control.Scores[Metric.Ssim].AsSpan(), level.AsSpan(), Metric.Ssim.Range, evidence.Seed)));
    }

    private static MeanInterval OverSeeds(double[] means)
    {
        Blocks units = Blocks.Gather(means, []);
        (double low, double high) = StudentInterval.Bounds(units, MeanInterval.Level);
        return new MeanInterval(units.Mean, low, high, units.Count, IntervalMethod.StudentT);
    }

    private static string Words(MeanInterval gap) => string.Create(CultureInfo.InvariantCulture, $"{gap.Mean:0.0000} ({gap.Low:0.0000} to {gap.High:0.0000})");

    private static string Ssim(CutResult result, string cut) =>
        result.Judgement.Leakage.FirstOrDefault(row => row.Attack == AttackKind.InverseNetwork.Name && row.Metric == Metric.Ssim.Name && row.Tensors.SequenceEqual([cut])) is { } row
            ? string.Create(CultureInfo.InvariantCulture, $"SSIM {row.Score.Mean:0.000}, excess {row.Excess?.Mean:0.000}")
            : "not run";

    private static BenchmarkResult Of(string cut, string what, double value, double low, double high, string unit, double goal, bool met, string detail) =>
        new() { Name = $"{cut} {what}", Value = value, Low = low, High = high, Unit = unit, Goal = goal, Met = met, Detail = detail };

    private sealed class Lines(string where, IProgress<string>? progress) : IRunTalk
    {
        public void Say(string line) => progress?.Report($"{where}: {line}");

        public void Progress(Func<string> line)
        {
            // Pieces take seconds here.
        }
    }
}
