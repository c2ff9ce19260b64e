using System.Diagnostics;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.InverseNetwork;
using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Attacks.Ridge;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using TorchSharp;

namespace Lamina.Privacy.Tests.Attacks;

public sealed class AttackTargetTests : NeedsTorch
{
    [Fact]
    public void Features_OfABatch_AreTheExactOnes()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.Second, TinyTarget.ChannelsLast, TinyTarget.Flat);
        UnitImage[] images = [.. TinyTarget.Pictures(2, 9)];
        using var scope = torch.NewDisposeScope();
        IReadOnlyList<Tensor> batch = target.Features(PictureTensors.Stack(images));
        FeatureSet exact = target.Exact(images[1]);
        Assert.Equal(3, batch.Count);
        for (int t = 0; t < batch.Count; t++)
        {
            float[] values = batch[t][1].contiguous().data<float>().ToArray();
            Assert.Equal(exact.Maps[t].Values.Length, values.Length);
            Assert.All(exact.Maps[t].Values.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        }

        // The transposed tensor is the same features in another layout.
        Assert.Equal(exact.Maps[0].Values, exact.Maps[1].Values);
        Assert.False(exact.Maps[2].IsSpatial);
    }

    [Fact]
    public void Open_OfATensorThatIsNotThere_IsRefused()
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => TinyTarget.Open("nowhere"));
        Assert.Contains("nowhere", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(32, 8, 8, 32, 8, 8, 0)]
    [InlineData(7, 7, 40, 40, 7, 7, 0)]
    public void Form_OfRankFour_IsReadByTheImagesProportions(int a, int b, int c, int channels, int height, int width, int prefix)
    {
        FeatureForm form = FeatureForm.Of([1, a, b, c], 224, 224);
        Assert.Equal((channels, height, width, prefix), (form.Channels, form.Height, form.Width, form.Prefix));
    }

    [Fact]
    public void Form_OfTokens_PutsTheClassTokenIntoChannels()
    {
        FeatureForm form = FeatureForm.Of([1, 197, 12], 224, 224);
        Assert.Equal((24, 14, 14, 1), (form.Channels, form.Height, form.Width, form.Prefix));
        using var scope = torch.NewDisposeScope();
        Tensor grid = form.Grid(torch.arange(2 * 197 * 12, torch.ScalarType.Float32).reshape(2, 197, 12));
        Assert.Equal([2L, 24, 14, 14], grid.shape);
        Assert.Equal(((197 + 1 + 15) * 12) + 5, grid[1, 5, 1, 1].ToSingle());
        Assert.Equal((197 * 12) + 5, grid[1, 17, 9, 3].ToSingle());
    }

    [Fact]
    public void Form_OfAVector_IsFlat() => Assert.Equal(FeatureAxes.Flat, FeatureForm.Of([1, 512], 224, 224).Axes);

    [Fact]
    public void Ridge_AsALearnedAttack_ShowsVictimsAndNotOnShuffledPairs()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        UnitImage[] victims = [.. TinyTarget.Pictures(4, 3)];
        double Score(PairShuffle shuffle)
        {
            using ITrainedReconstructor learned = new RidgeLearnedAttack().Train(target, TinyTarget.Data(), shuffle, new AttackContext(), TestContext.Current.CancellationToken);
            return learned.Reconstruct([.. victims.Select(target.Exact)]).Zip(victims, StructuralSimilarity.Compute).Average();
        }

        Assert.True(Score(PairShuffle.None) > 0.8);
        Assert.True(Score(PairShuffle.Derangement) < 0.5);
    }

    /// <summary>A step makes some 200 tensors of about half a megabyte; kept, 50 steps would be gigabytes.</summary>
    [Fact]
    public void Train_Long_KeepsNoNativeMemory()
    {
        using AttackTarget target = TinyTarget.Open(TinyTarget.First);
        using Process self = Process.GetCurrentProcess();
        Train(target, 10);
        self.Refresh();
        long before = self.WorkingSet64;
        Train(target, 50);
        self.Refresh();
        Assert.True(self.WorkingSet64 - before < 250L << 20, $"{(self.WorkingSet64 - before) >> 20} MiB more than before");
    }

    private static void Train(AttackTarget target, int steps)
    {
        var options = new InverseNetworkOptions { Plan = new LearningPlan { Steps = steps, MaxDoublings = 0, Width = 0.5, Batch = 8 } };
        using ITrainedReconstructor learned = new InverseNetworkAttack(options).Train(
            target, TinyTarget.Data(16), PairShuffle.None, new AttackContext { Threads = 1 }, TestContext.Current.CancellationToken);
    }
}
