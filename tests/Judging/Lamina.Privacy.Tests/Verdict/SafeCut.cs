using System.Collections.Immutable;
using System.Globalization;
using Lamina.Plans;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Tests.Verdict;

/// <summary>
/// Evidence of a cut that deserves <c>within-budget</c>: 100 fresh victims, the whole portfolio, controls, two deeper tensors.
/// Every test takes this and changes one fact.
/// </summary>
internal static class SafeCut
{
    public const int Victims = 100;
    public const int WhiteBoxVictims = 16;

    private static readonly Metric[] Metrics = [Metric.Ssim, Metric.MsSsim, Metric.Psnr, Metric.Reidentification, Metric.LabelAgreement];

    public static ImmutableArray<string> Cut { get; } = ["cut"];

    public static ImmutableArray<string> Deeper { get; } = ["deeper"];

    public static ImmutableArray<string> Deepest { get; } = ["deepest"];

    public static ImmutableArray<string> First { get; } = ["first"];

    // Before the evidence that is made of it: static members are set in the order they stand in.
    public static TrainedStrength Strong { get; } = new()
    {
        StepDoublingGain = 0.004,
        TrainingFit = [.. Noise(5, 64).Select(noise => 0.45 + (0.1 * noise))],
        ShuffledTrainingFit = [.. Noise(6, 64).Select(noise => 0.33 + (0.1 * noise))],
        Scaling = [new ScalingPoint(175, 0.30), new ScalingPoint(350, 0.32), new ScalingPoint(700, 0.33)],
    };

    public static Evidence Evidence { get; } = new()
    {
        Budget = PlanBudget.Strict,
        Scope = new PlanScope
        {
            Model = "net", InputShape = [3, 224, 224], KindOfImage = "photographs",
            AdversaryData = "other photographs of the same collection", Demonstration = false,
        },
        Exposed = [Cut, Deeper, Deepest, ["logits"]],
        Victims = new VictimSet { Digests = Digests("victim", Victims) },
        AdversaryImages = Digests("teacher", 700),
        ShorterSide = 224,
        HasClassMeans = true,
        StoppedByTime = false,
        Attacks =
        [
            Learned(AttackKind.ConditionalGan, Cut),
            Learned(AttackKind.InverseNetwork, Cut),
            WhiteBox(AttackKind.Rmle),
            WhiteBox(AttackKind.DeepImagePrior),
            Learned(AttackKind.Ridge, Cut) with { Seeds = [Scores(1, Victims, 0.004)] },
            new AttackRun { Kind = AttackKind.Combined, Tensors = Cut, Finished = true, Seeds = [Scores(2, WhiteBoxVictims, 0.004)] },
            Learned(AttackKind.InverseNetwork, Deeper),
            Learned(AttackKind.InverseNetwork, Deepest),
        ],
        Positives = [.. AttackKind.Portfolio.Select(kind => Positive(kind, 0.95))],
        Negatives =
        [
            Negative(NegativeKind.MeanImage, -0.01),
            Negative(NegativeKind.BestConstant, 0),
            Negative(NegativeKind.NearestImage, -0.05),
            Negative(NegativeKind.ClassMean, -0.02),
            Shuffled(AttackKind.InverseNetwork, Cut),
            Shuffled(AttackKind.ConditionalGan, Cut),
            Shuffled(AttackKind.InverseNetwork, Deeper),
            Shuffled(AttackKind.InverseNetwork, Deepest),
        ],
        Seed = 1,
    };

    public static ImmutableArray<Sha256Digest> Digests(string name, int count) => [.. Enumerable.Range(0, count)
        .Select(i => Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(name + i.ToString(CultureInfo.InvariantCulture))))];

    /// <summary>Changes every run of one attack at one place.</summary>
    public static Evidence Change(AttackKind kind, ImmutableArray<string> tensors, Func<AttackRun, AttackRun> change) => Evidence with
    {
        Attacks = [.. Evidence.Attacks.Select(run => run.Kind == kind && run.Tensors.SequenceEqual(tensors) ? change(run) : run)],
    };

    public static Evidence Without(AttackKind kind) => Evidence with { Attacks = Evidence.Attacks.RemoveAll(run => run.Kind == kind && run.Tensors.SequenceEqual(Cut)) };

    public static AttackRun Learned(AttackKind kind, ImmutableArray<string> tensors) => new()
    {
        Kind = kind,
        Tensors = tensors,
        Finished = true,
        Seeds = [Scores(11, Victims, 0.004), Scores(12, Victims, 0.006), Scores(13, Victims, 0.002)],
        Trained = Strong,
    };

    public static AttackRun WhiteBox(AttackKind kind) => new()
    {
        Kind = kind,
        Tensors = Cut,
        Finished = true,
        Seeds = [Scores(21, WhiteBoxVictims, 0.003)],
        Optimised = new OptimisedStrength
        {
            FeatureErrors = [.. Enumerable.Repeat(0.05, WhiteBoxVictims)], DistanceBetweenVictims = 1, FromLearned = true,
            StartErrors = [.. Enumerable.Repeat(0.3, WhiteBoxVictims)],
        },
    };

    public static PositiveControl Positive(AttackKind kind, double score) =>
        new() { Kind = kind, Tensors = First, Scores = [.. Enumerable.Repeat(score, 16)] };

    public static NegativeControl Negative(NegativeKind kind, double offset) =>
        new() { Kind = kind, Scores = Scores(0, Victims, offset, spread: 0).Scores };

    public static NegativeControl Shuffled(AttackKind kind, ImmutableArray<string> tensors) =>
        Negative(NegativeKind.ShuffledPairs, -0.005) with { Attack = kind, Tensors = tensors };

    /// <summary>Scores that exceed the common level of each victim by a mean and a spread.</summary>
    public static SeedScores Scores(long seed, int victims, double excess, double spread = 0.03)
    {
        double[] level = Noise(99, Victims);
        double[] noise = Noise(seed, Victims);
        double[] similarity = [.. Enumerable.Range(0, victims).Select(i => 0.33 + (0.2 * level[i]) + excess + (spread * noise[i]))];
        return new SeedScores
        {
            Seed = seed,
            Scores = Metrics.ToImmutableDictionary(metric => metric, metric => metric switch
            {
                _ when metric == Metric.Psnr => [.. similarity.Select(value => 12 + (10 * value))],
                _ when metric == Metric.Reidentification => [.. Enumerable.Range(0, victims).Select(i => i == 0 ? 1.0 : 0.0)],
                _ when metric == Metric.LabelAgreement => [.. Enumerable.Range(0, victims).Select(i => i % 10 == 0 ? 1.0 : 0.0)],
                _ => similarity.ToImmutableArray(),
            }),
        };
    }

    /// <summary>Replaces one metric's scores of every seed.</summary>
    public static AttackRun With(this AttackRun run, Metric metric, Func<int, double, double> change) => run with
    {
        Seeds = [.. run.Seeds.Select(seed => seed with
        {
            Scores = seed.Scores.SetItem(metric, [.. seed.Scores[metric].Select((value, i) => change(i, value))]),
        })],
    };

    /// <summary>-1..1, mean near 0.</summary>
    private static double[] Noise(long seed, int count)
    {
        SeededRandom random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
    }
}
