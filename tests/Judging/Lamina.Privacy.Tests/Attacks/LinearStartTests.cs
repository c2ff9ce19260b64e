using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.InverseNetwork;
using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Tests.Attacks;

public sealed class LinearStartTests : NeedsTorch
{
    private static readonly UnitImage[] Victims = [.. TinyTarget.Pictures(6, 3)];

    [Theory]
    [InlineData(TinyTarget.First)]
    [InlineData(TinyTarget.Second)]
    [InlineData(TinyTarget.ChannelsLast)]
    [InlineData(TinyTarget.First, TinyTarget.Second)]
    public void Train_WithoutASingleUsefulStep_IsTheClosedForm(params string[] exposed)
    {
        using AttackTarget target = TinyTarget.Open(exposed);
        LinearStart start = LinearStart.Learn(Sample(target, PairShuffle.None), TestContext.Current.CancellationToken);
        using ITrainedReconstructor idle = Train(target, learningRate: 0, steps: 1);
        foreach (UnitImage victim in Victims)
        {
            // Ridge's own reconstruction, position by position in double precision.
            UnitImage closed = start.Ridge.Reconstruct(FeatureStack.Of(target.Exact(victim)));
            UnitImage found = idle.Reconstruct([target.Exact(victim)])[0];
            Assert.All(closed.Values.ToArray().Zip(found.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        }
    }

    [Fact]
    public void Train_FromTheStart_IsNoWorseThanItAndBetterThanWithout()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        using ITrainedReconstructor start = Train(target, learningRate: 0, steps: 1);
        using ITrainedReconstructor trained = Train(target, learningRate: 0.004, steps: 60);
        using ITrainedReconstructor without = Train(target, learningRate: 0.004, steps: 60, linear: false);
        Assert.True(trained.ValidationSsim > start.ValidationSsim, $"{trained.ValidationSsim} after {start.ValidationSsim}");
        Assert.True(Ssim(target, trained) > Ssim(target, start), $"{Ssim(target, trained)} after {Ssim(target, start)}");
        Assert.True(Ssim(target, trained) > Ssim(target, without), $"{Ssim(target, trained)} against {Ssim(target, without)}");
    }

    [Fact]
    public void Train_StepsThatOnlyHarm_KeepTheStart()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        using ITrainedReconstructor start = Train(target, learningRate: 0, steps: 1);
        using ITrainedReconstructor harmed = Train(target, learningRate: 50, steps: 3);
        Assert.Equal(start.ValidationSsim, harmed.ValidationSsim);
        Assert.Equal(Psnr(target, start), Psnr(target, harmed));
    }

    [Theory]
    [InlineData(TinyTarget.Flat)]
    [InlineData(TinyTarget.Flat, TinyTarget.Second)]
    public void Train_CutWithoutPositions_TakesNoStart(params string[] exposed)
    {
        using AttackTarget target = TinyTarget.Open(exposed);
        Assert.False(LinearStart.Applies(target));
        using ITrainedReconstructor idle = Train(target, learningRate: 0, steps: 1);
        Assert.All(idle.Reconstruct([target.Exact(Victims[0])])[0].Values.ToArray(), value => Assert.Equal(0.5, value, 1e-6));
    }

    [Fact]
    public void Train_OnShuffledPairs_StartsNoBetterThanTheMean()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        using ITrainedReconstructor idle = Train(target, learningRate: 0, steps: 1);
        using ITrainedReconstructor shuffled = Train(target, learningRate: 0, steps: 1, shuffle: PairShuffle.Derangement);
        Assert.True(Psnr(target, idle) > Psnr(target, shuffled) + 6, $"{Psnr(target, idle)} against {Psnr(target, shuffled)}");
    }

    private static ITrainedReconstructor Train(AttackTarget target, double learningRate, long steps, bool linear = true, PairShuffle shuffle = PairShuffle.None) =>
        new InverseNetworkAttack(new InverseNetworkOptions
        {
            Decoder = linear ? DecoderKind.OnRidge : DecoderKind.Residual, Plan = new LearningPlan { Steps = steps, MaxDoublings = 0, Width = 0.5, Batch = 8, LearningRate = learningRate },
        }).Train(target, TinyTarget.Data(), shuffle, new AttackContext { Threads = 1 }, TestContext.Current.CancellationToken);

    private static LearningSample Sample(AttackTarget target, PairShuffle shuffle)
    {
        AdversaryData data = TinyTarget.Data();
        return new LearningSample(target, data, [.. data.Training.Select(target.Exact)], shuffle, 1);
    }

    private static double Psnr(AttackTarget target, ITrainedReconstructor learned) =>
        learned.Reconstruct([.. Victims.Select(target.Exact)]).Zip(Victims, PixelError.Psnr).Average();

    private static double Ssim(AttackTarget target, ITrainedReconstructor learned) =>
        learned.Reconstruct([.. Victims.Select(target.Exact)]).Zip(Victims, StructuralSimilarity.Compute).Average();
}
