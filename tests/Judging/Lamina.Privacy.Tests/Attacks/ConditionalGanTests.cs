using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.ConditionalGan;
using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Scores;
using Lamina.Torch;

namespace Lamina.Privacy.Tests.Attacks;

public sealed class ConditionalGanTests : NeedsTorch
{
    [Theory]
    [InlineData(0.65, TinyTarget.First)]
    [InlineData(0.4, TinyTarget.ChannelsLast)]
    [InlineData(0.4, TinyTarget.Second, TinyTarget.Flat)]
    public void Train_OnACut_ShowsVictimsItNeverSaw(double least, params string[] exposed)
    {
        using AttackTarget target = TinyTarget.Open(exposed);
        double score = Score(target, new ConditionalGanOptions { Plan = Plan(90) });
        TestContext.Current.TestOutputHelper?.WriteLine($"{string.Join(", ", exposed)}: SSIM {score:0.000}");
        Assert.True(score > least, $"SSIM {score}");
    }

    [Fact]
    public void Train_InBf16_ShowsVictimsToo()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        double score = Score(target, new ConditionalGanOptions { Plan = Plan(90) }, precision: Precision.BFloat16);
        Assert.True(score > 0.6, $"SSIM {score}");
    }

    [Fact]
    public void Train_WithoutLearningOrOnShuffledPairs_DoesNotLookStrong()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        Assert.True(Score(target, new ConditionalGanOptions { Plan = Plan(3) with { LearningRate = 0 }, DiscriminatorLearningRate = 0 }) < 0.5);
        Assert.True(Score(target, new ConditionalGanOptions { Plan = Plan(50) }, PairShuffle.Derangement) < 0.5);
    }

    private static LearningPlan Plan(long steps) => new() { Steps = steps, MaxDoublings = 0, Width = 0.5, Batch = 8, LearningRate = 0.004 };

    private static double Score(AttackTarget target, ConditionalGanOptions options, PairShuffle shuffle = PairShuffle.None, Precision precision = Precision.Float32)
    {
        using ITrainedReconstructor learned = new ConditionalGanAttack(options).Train(
            target, TinyTarget.Data(), shuffle, new AttackContext { Threads = 1, Precision = precision }, TestContext.Current.CancellationToken);
        UnitImage[] victims = [.. TinyTarget.Pictures(6, 3)];
        return learned.Reconstruct([.. victims.Select(target.Exact)]).Zip(victims, StructuralSimilarity.Compute).Average();
    }
}
