using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.DeepImagePrior;
using Lamina.Privacy.Attacks.Rmle;
using Lamina.Privacy.Attacks.WhiteBox;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Testing;
using Lamina.Torch;
using Lamina.Torch.Training;

namespace Lamina.Privacy.Tests.Attacks;

public sealed class WhiteBoxTests : NeedsTorch
{
    private static readonly AttackContext Context = new() { Threads = 1 };
    private static readonly UnitImage[] Victims = [.. TinyTarget.Pictures(2, 3)];

    [Theory]
    [InlineData(0.85, TinyTarget.First)]
    [InlineData(0, TinyTarget.ChannelsLast)]
    [InlineData(0, TinyTarget.Second, TinyTarget.Flat)]
    public void Rmle_OnACut_FindsTheFeaturesAndAtTheFirstThePicture(double least, params string[] exposed)
    {
        using AttackTarget target = TinyTarget.Open(exposed);
        SearchResult found = Search(target, new RmleAttack(Rmle(150, 0.0005)));
        Assert.True(found.Finished);
        Assert.False(found.FromLearned);
        Assert.All(found.FeatureErrors, error => Assert.True(error < 0.1 * found.DistanceBetweenVictims, $"{error} of {found.DistanceBetweenVictims}"));
        Assert.True(Ssim(found) > least, $"SSIM {Ssim(found)}");
    }

    [Fact]
    public void Rmle_MostStepsInBf16_EndsAsNearInFloat32()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        RmleAttack attack = new(Rmle(150, 0.0005));
        SearchResult single = Search(target, attack);
        SearchResult mixed = Search(target, attack, context: Context with { Precision = Precision.BFloat16 });
        Assert.NotEqual(Ssim(single), Ssim(mixed));
        Assert.True(Ssim(mixed) > Ssim(single) - 0.01, $"SSIM {Ssim(mixed)} against {Ssim(single)}");
        Assert.All(mixed.FeatureErrors, error => Assert.True(error < 0.1 * mixed.DistanceBetweenVictims, $"{error} of {mixed.DistanceBetweenVictims}"));
    }

    [Fact]
    public void Rmle_WithoutMoving_FindsNothing()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        SearchResult found = Search(target, new RmleAttack(Rmle(3, 0) with { LearningRate = 0 }));
        Assert.All(found.FeatureErrors, error => Assert.True(error > 0.1 * found.DistanceBetweenVictims, $"{error} of {found.DistanceBetweenVictims}"));
        Assert.True(Ssim(found) < 0.5, $"SSIM {Ssim(found)}");
    }

    [Fact]
    public void Rmle_FromALearnedReconstruction_KeepsWhatFitsBest()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        SearchResult found = Search(target, new RmleAttack(Rmle(2, 0)), Victims);
        Assert.True(found.FromLearned);
        Assert.True(Ssim(found) > 0.99, $"SSIM {Ssim(found)}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Search_ThatLeavesALearnedStartAsItIs_ShowsTheStartAndHasNothingOfItsOwn(bool prior)
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        UnitImage[] start = [.. Victims.Select(Coarse)];
        IWhiteBoxAttack broken = prior
            ? new DeepImagePriorAttack(Prior(2) with { LearningRate = 0, Plan = Rmle(2, 0).Plan })
            : new RmleAttack(Rmle(3, 0) with { LearningRate = 0, LearningRateFromLearned = 0 });
        SearchResult found = Search(target, broken, start);

        // The leak is scored on the best there is.
        Assert.True(Ssim(found) > 0.9, $"SSIM {Ssim(found)}");
        double own = found.Own.Zip(Victims, StructuralSimilarity.Compute).Average();
        Assert.True(own < 0.5, $"SSIM {own} of its own");
        Assert.True(found.FeatureErrors.Average() > 0.1 * found.DistanceBetweenVictims, $"{found.FeatureErrors.Average()} of {found.DistanceBetweenVictims}");
        Assert.True(found.StartErrors.Average() < found.FeatureErrors.Average());
    }

    [Fact]
    public void Rmle_FromALearnedStart_LowersItsFeatureErrorAndCallsThatItsOwn()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        SearchResult found = Search(target, new RmleAttack(Rmle(60, 0) with { LearningRate = 0 }), [.. Victims.Select(Coarse)]);
        Assert.True(found.FeatureErrors.Average() < 0.5 * found.StartErrors.Average(), $"{found.FeatureErrors.Average()}, before {found.StartErrors.Average()}");
        Assert.All(found.Own.Zip(found.Reconstructions), pair => Assert.Equal(pair.First.Values.ToArray(), pair.Second.Values.ToArray()));
    }

    [Fact]
    public void Rmle_WithSeveralPriors_TakesTheOneThatShowsMost()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        // A weight that drowns the features leaves grey pictures; chosen, it would ruin the attack.
        RmleOptions options = Rmle(150, 0) with { Plan = Rmle(150, 0).Plan with { Priors = [1000, 0.0005], TuningImages = 1 } };
        Assert.True(Ssim(Search(target, new RmleAttack(options))) > 0.8);
    }

    [Fact]
    public void Rmle_InterruptedAndResumed_FindsTheSame()
    {
        using TempFolder folder = new();
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        var attack = new RmleAttack(Rmle(6, 0));
        SearchResult whole = Search(target, attack);
        AttackContext context = Context with { CheckpointFolder = folder.Path };
        FeatureSet[] features = [.. Victims.Select(target.Exact)];
        attack.Search(target, TinyTarget.Data(4), features[..1], null, context, TestContext.Current.CancellationToken);
        SearchResult resumed = attack.Search(target, TinyTarget.Data(4), features, null, context, TestContext.Current.CancellationToken);
        Assert.All(whole.Reconstructions.Zip(resumed.Reconstructions), pair => Assert.True(PixelError.MeanSquared(pair.First, pair.Second) < 1e-9));

        // The same folder and other victims.
        TrainingException refusal = Assert.Throws<TrainingException>(() => attack.Search(target, TinyTarget.Data(4), features[1..], null, context, TestContext.Current.CancellationToken));
        Assert.Contains("another job", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rmle_StoppedByTimeAndGivenMore_GoesOnToItsEnd()
    {
        using TempFolder folder = new();
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        AttackContext limited = Context with { CheckpointFolder = folder.Path, TimeLimit = TimeSpan.FromSeconds(20), Time = new SecondsPass() };
        var attack = new RmleAttack(Rmle(60, 0));
        SearchResult cut = Search(target, attack, null, limited);
        SearchResult same = Search(target, attack, null, limited);
        List<string> said = [];
        SearchResult more = Search(target, attack, null, limited with { TimeLimit = null, Say = said.Add });
        Assert.False(cut.Finished);
        Assert.False(same.Finished);
        Assert.Equal(cut.FeatureErrors, same.FeatureErrors);
        Assert.True(more.Finished);
        Assert.Contains("there is more time now", Assert.Single(said), StringComparison.Ordinal);
        Assert.True(more.FeatureErrors.Average() < cut.FeatureErrors.Average());
    }

    [Fact]
    public void Rmle_LearnedStartChangedMeanwhile_BeginsAnewWithASentence()
    {
        using TempFolder folder = new();
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        List<string> said = [];
        AttackContext context = Context with { CheckpointFolder = folder.Path, Say = said.Add };
        var attack = new RmleAttack(Rmle(2, 0));
        Search(target, attack, [.. Victims.Select(Coarse)], context);
        Search(target, attack, [.. Victims.Select(Coarse)], context);
        Assert.Empty(said);
        SearchResult found = Search(target, attack, Victims, context);
        Assert.Contains("others now", Assert.Single(said), StringComparison.Ordinal);
        Assert.True(Ssim(found) > 0.99, $"SSIM {Ssim(found)}");
    }

    [Fact]
    public void Rmle_OutOfTime_SaysSo()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        SearchResult found = new RmleAttack(Rmle(1_000_000, 0)).Search(
            target, TinyTarget.Data(4), [.. Victims.Select(target.Exact)], null, Context with { TimeLimit = TimeSpan.FromMilliseconds(400) }, TestContext.Current.CancellationToken);
        Assert.False(found.Finished);
        Assert.Equal(Victims.Length, found.Reconstructions.Count);
    }

    [Fact]
    public void DeepImagePrior_OnAnEarlyCut_ShowsTheVictim()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        SearchResult found = Search(target, new DeepImagePriorAttack(Prior(200)));
        Assert.True(Ssim(found) > 0.7, $"SSIM {Ssim(found)}");
    }

    [Fact]
    public void DeepImagePrior_WithoutMoving_ShowsNothing()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        SearchResult found = Search(target, new DeepImagePriorAttack(Prior(2) with { LearningRate = 0 }));
        Assert.True(Ssim(found) < 0.5, $"SSIM {Ssim(found)}");
    }

    [Fact]
    public void DeepImagePrior_Generator_StaysBelowOneGigaMac() => Assert.InRange(PriorNetwork.Macs((224, 224)), 100_000_000, 1_000_000_000);

    [Fact]
    public void Combine_TakesTheCandidateWhoseFeaturesFit()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        FeatureSet[] features = [.. Victims.Select(target.Exact)];
        UnitImage[] wrong = [Victims[1], Victims[0]];
        SearchResult found = CombinedAttack.Combine(target, TinyTarget.Data(4), features, [wrong, Victims]);
        Assert.Equal(Victims, found.Reconstructions);
        Assert.Throws<ArgumentException>(() => CombinedAttack.Combine(target, TinyTarget.Data(4), features, [Victims[..1]]));
    }

    private static RmleOptions Rmle(int iterations, double prior) => new()
    {
        Plan = new WhiteBoxPlan { Iterations = iterations, IterationsFromLearned = iterations, Priors = [prior] },
        LearningRate = 0.1,
    };

    private static DeepImagePriorOptions Prior(int iterations) => new() { Plan = new WhiteBoxPlan { Iterations = iterations, Priors = [0] }, FitIterations = 5 };

    /// <summary>A good picture of the victim that is not quite it: sixteen levels.</summary>
    private static UnitImage Coarse(UnitImage image) => UnitImage.FromPlanar(image.Width, image.Height, [.. image.Values.ToArray().Select(value => Math.Round(15 * value) / 15)]);

    private static SearchResult Search(AttackTarget target, IWhiteBoxAttack attack, IReadOnlyList<UnitImage>? start = null, AttackContext? context = null) =>
        attack.Search(target, TinyTarget.Data(4), [.. Victims.Select(target.Exact)], start, context ?? Context, TestContext.Current.CancellationToken);

    private static double Ssim(SearchResult found) => found.Reconstructions.Zip(Victims, StructuralSimilarity.Compute).Average();

    /// <summary>A second passes whenever somebody looks.</summary>
    private sealed class SecondsPass : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => _now += TimestampFrequency;
    }
}
