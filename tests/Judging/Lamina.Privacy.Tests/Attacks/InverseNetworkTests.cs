using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.InverseNetwork;
using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Scores;
using Lamina.Testing;
using Lamina.Torch;
using Lamina.Torch.Training;

namespace Lamina.Privacy.Tests.Attacks;

public sealed class InverseNetworkTests : NeedsTorch
{
    private static readonly AttackContext Context = new() { Threads = 1 };

    [Theory]
    [InlineData(0.75, TinyTarget.First)]
    [InlineData(0.45, TinyTarget.Second)]
    [InlineData(0.45, TinyTarget.ChannelsLast)]
    [InlineData(0.45, TinyTarget.Flat, TinyTarget.Second)]
    public void Train_OnACut_ShowsVictimsItNeverSaw(double least, params string[] exposed)
    {
        using AttackTarget target = TinyTarget.Open(exposed);
        using ITrainedReconstructor learned = Train(target, Options(90));
        double score = VictimSsim(target, learned);
        TestContext.Current.TestOutputHelper?.WriteLine($"{string.Join(", ", exposed)}: SSIM {score:0.000}, validation {learned.ValidationSsim:0.000}");
        Assert.True(score > least, $"SSIM {score}");
        Assert.True(learned.Finished);
    }

    [Theory]
    [InlineData(TinyTarget.First)]
    [InlineData(TinyTarget.Second)]
    public void Train_InBf16_ShowsAsMuchWithWeightsThatStayFloat32(string exposed)
    {
        using AttackTarget target = TinyTarget.Open(exposed);
        using ITrainedReconstructor single = Train(target, Options(90));
        using ITrainedReconstructor half = Train(target, Options(90), context: Context with { Precision = Precision.BFloat16 });
        (double one, double other) = (VictimSsim(target, single), VictimSsim(target, half));
        TestContext.Current.TestOutputHelper?.WriteLine($"{exposed}: SSIM {one:0.000} in float32, {other:0.000} in bf16");
        Assert.NotEqual(one, other);
        Assert.True(Math.Abs(one - other) < 0.06, $"SSIM {one} in float32, {other} in bf16");
    }

    [Fact]
    public void Train_OnAFlatCut_BeatsItsShuffledPairs()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.Flat);
        using ITrainedReconstructor learned = Train(target, Options(80));
        using ITrainedReconstructor shuffled = Train(target, Options(80), PairShuffle.Derangement);
        Assert.True(VictimSsim(target, learned) > VictimSsim(target, shuffled) + 0.03, $"{VictimSsim(target, learned)} against {VictimSsim(target, shuffled)}");
    }

    [Fact]
    public void Train_WithoutLearningOrOnShuffledPairs_DoesNotLookStrong()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        InverseNetworkOptions idle = Options(5);
        using ITrainedReconstructor still = Train(target, idle with { Plan = idle.Plan with { LearningRate = 0 } });
        using ITrainedReconstructor shuffled = Train(target, Options(60), PairShuffle.Derangement);
        Assert.True(VictimSsim(target, still) < 0.5, $"learning rate 0: {VictimSsim(target, still)}");
        Assert.True(VictimSsim(target, shuffled) < 0.5, $"shuffled: {VictimSsim(target, shuffled)}");
    }

    [Fact]
    public void Train_WithOneSeed_GivesTheSameNetwork()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.Second);
        using ITrainedReconstructor one = Train(target, Options(6));
        using ITrainedReconstructor same = Train(target, Options(6));
        using ITrainedReconstructor other = new InverseNetworkAttack(Options(6)).Train(
            target, TinyTarget.Data(), PairShuffle.None, Context with { Seed = 2 }, TestContext.Current.CancellationToken);
        Assert.Equal(First(target, one), First(target, same));
        Assert.NotEqual(First(target, one), First(target, other));
    }

    [Fact]
    public void Train_Doubled_IsTheNetworkOfTwiceTheSteps()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.Second);
        using ITrainedReconstructor doubled = Train(target, Options(10, doublings: 1));
        using ITrainedReconstructor half = Train(target, Options(10));
        using ITrainedReconstructor whole = Train(target, Options(20));
        Assert.Equal(20, doubled.Steps);
        Assert.Equal(whole.ValidationSsim - half.ValidationSsim, doubled.StepDoublingGain!.Value, 1e-5);
        Assert.NotEqual(0, doubled.StepDoublingGain.Value);
        Assert.True(whole.ValidationSsim > half.ValidationSsim);
        Assert.All(First(target, whole).Zip(First(target, doubled)), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void Train_InterruptedAndResumed_GivesTheSameNetwork()
    {
        using TempFolder folder = new();
        using AttackTarget target = TinyTarget.Open(TinyTarget.Second);
        InverseNetworkOptions options = Options(8, doublings: 1);
        using ITrainedReconstructor whole = Train(target, options);

        using var stop = new CancellationTokenSource();
        AttackContext context = Context with { CheckpointFolder = folder.Path, Progress = new Stopper(stop, 5), Time = new LeapingTime() };
        Assert.Throws<OperationCanceledException>(() => new InverseNetworkAttack(options).Train(target, TinyTarget.Data(), PairShuffle.None, context, stop.Token));
        using ITrainedReconstructor resumed = new InverseNetworkAttack(options).Train(
            target, TinyTarget.Data(), PairShuffle.None, context with { Progress = null }, TestContext.Current.CancellationToken);

        Assert.Equal(First(target, whole), First(target, resumed));
        Assert.Equal(whole.Steps, resumed.Steps);
        Assert.Equal(whole.StepDoublingGain, resumed.StepDoublingGain);

        // The same folder and another job.
        TrainingException refusal = Assert.Throws<TrainingException>(() => new InverseNetworkAttack(Options(9, doublings: 1)).Train(
            target, TinyTarget.Data(), PairShuffle.None, context with { Progress = null }, TestContext.Current.CancellationToken));
        Assert.Contains("another job", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_OutOfTime_SaysSo()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        using ITrainedReconstructor learned = new InverseNetworkAttack(Options(100_000)).Train(
            target, TinyTarget.Data(), PairShuffle.None, Context with { TimeLimit = TimeSpan.FromMilliseconds(300) }, TestContext.Current.CancellationToken);
        Assert.False(learned.Finished);
        Assert.InRange(learned.Steps, 1, 99_999);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(40)]
    public void Train_StoppedByTimeAndGivenMore_GivesTheNetworkOfAnUnlimitedRun(int seconds)
    {
        using TempFolder folder = new();
        using AttackTarget target = TinyTarget.Open(TinyTarget.Second);
        InverseNetworkOptions options = Options(10, doublings: 1);
        AttackContext limited = Context with { CheckpointFolder = folder.Path, TimeLimit = TimeSpan.FromSeconds(seconds), Time = new LeapingTime() };
        using ITrainedReconstructor whole = Train(target, options);
        using ITrainedReconstructor cut = Train(target, options, context: limited);
        Assert.False(cut.Finished);
        Assert.InRange(cut.Steps, 1, 19);
        using ITrainedReconstructor same = Train(target, options, context: limited with { Time = new LeapingTime() });
        Assert.False(same.Finished);
        Assert.Equal(cut.Steps, same.Steps);
        using ITrainedReconstructor more = Train(target, options, context: limited with { TimeLimit = null });
        Assert.True(more.Finished);
        Assert.Equal(20, more.Steps);
        Assert.NotNull(more.StepDoublingGain);
        Assert.All(First(target, whole).Zip(First(target, more)), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void Train_WithHeDecoder_ShowsVictims()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        using ITrainedReconstructor learned = Train(target, Slow(150) with { Decoder = DecoderKind.He2019, Loss = PixelLoss.Squared });
        Assert.True(VictimSsim(target, learned) > 0.5, $"SSIM {VictimSsim(target, learned)}");
    }

    private static ITrainedReconstructor Train(AttackTarget target, InverseNetworkOptions options, PairShuffle shuffle = PairShuffle.None, AttackContext? context = null) =>
        new InverseNetworkAttack(options).Train(target, TinyTarget.Data(), shuffle, context ?? Context, TestContext.Current.CancellationToken);

    private static InverseNetworkOptions Options(long steps, int doublings = 0) =>
        new() { Plan = new LearningPlan { Steps = steps, MaxDoublings = doublings, LeastGain = -1, Width = 0.5, Batch = 8, LearningRate = 0.004 } };

    private static InverseNetworkOptions Slow(long steps)
    {
        InverseNetworkOptions options = Options(steps);
        return options with { Plan = options.Plan with { LearningRate = 0.01 } };
    }

    private static double[] First(AttackTarget target, ITrainedReconstructor learned) =>
        learned.Reconstruct([target.Exact(TinyTarget.Pictures(1, 3).First())])[0].Values.ToArray();

    private static double VictimSsim(AttackTarget target, ITrainedReconstructor learned)
    {
        UnitImage[] victims = [.. TinyTarget.Pictures(6, 3)];
        return learned.Reconstruct([.. victims.Select(target.Exact)]).Zip(victims, StructuralSimilarity.Compute).Average();
    }

    /// <summary>A second passes whenever somebody looks, so that every step is reported.</summary>
    private sealed class LeapingTime : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => _now += TimestampFrequency;
    }

    /// <summary>Cancels after some steps.</summary>
    private sealed class Stopper(CancellationTokenSource source, int after) : IProgress<AttackProgress>
    {
        public void Report(AttackProgress value)
        {
            if (value.Step >= after)
            {
                source.Cancel();
            }
        }
    }
}
