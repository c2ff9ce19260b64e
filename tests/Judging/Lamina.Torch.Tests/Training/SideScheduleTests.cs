using Lamina.Onnx;
using Lamina.Plans.Preprocess;
using Lamina.Torch.Training;
using TorchSharp;

namespace Lamina.Torch.Tests.Training;

public sealed class SideScheduleTests : NeedsTorch, IDisposable
{
    private readonly ColourTask _task = new();

    public void Dispose() => _task.Dispose();

    [Fact]
    public void At_StepsOneAfterAnother_GivesTheSideOfEachEpoch()
    {
        var schedule = SideSchedule.Parse("32:2, 48:1");
        Assert.Equal([32, 32, 48, null, null], Enumerable.Range(0, 5).Select(schedule.At));
        Assert.Equal("32:2,48:1", schedule.ToString());
        Assert.Equal(3, schedule.Epochs);
        Assert.Null(SideSchedule.Full.At(0));
    }

    [Theory]
    [InlineData("32")]
    [InlineData("3:1")]
    [InlineData("32:0")]
    [InlineData("32:-1")]
    [InlineData("32:1:1")]
    [InlineData("4097:1")]
    [InlineData("8:1,8:1,8:1,8:1,8:1,8:1,8:1,8:1,8:1,8:1,8:1,8:1,8:1,8:1,8:1,8:1,8:1")]
    public void Parse_NoSchedule_IsRefused(string text) => Assert.Throws<FormatException>(() => SideSchedule.Parse(text));

    [Fact]
    public void Shrink_TakesAreaMeans_AndNeverEnlarges()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor picture = torch.arange(32, dtype: torch.float32).reshape(1, 1, 4, 8);
        torch.Tensor half = SideSchedule.Shrink(picture, 2);
        Assert.Equal([1, 1, 2, 4], half.shape);
        // The mean of 0, 1, 8 and 9.
        Assert.Equal(4.5f, half[0, 0, 0, 0].item<float>());
        Assert.Same(picture, SideSchedule.Shrink(picture, 4));
        Assert.Same(picture, SideSchedule.Shrink(picture, null));
    }

    [Fact]
    public async Task RunAsync_SmallerPicturesFirst_IsLearnedAndValidatedAtTheModelsOwnSize()
    {
        using OnnxModel model = ColourTask.Model();
        using var module = OnnxModule.Create(model);
        var options = new TrainingOptions { Epochs = 12, BatchSize = 16, LearningRate = 0.02, Sides = SideSchedule.Parse("8:1,4:8") };
        Assert.Contains("12 epochs", new TrainingOptions { Epochs = 12, Sides = SideSchedule.Parse("8:12") }.Validate().Single(), StringComparison.Ordinal);
        using var trainer = new Trainer(module, options, _task.Loader(1), _task.Loader(seed: null), 3, OutputKind.Logits, "model and data", TimeProvider.System);
        await trainer.RunAsync(null, _ => { }, TestContext.Current.CancellationToken);
        Assert.True(trainer.Rows[^1].ValidationTop1 > 0.95, $"validation accuracy {trainer.Rows[^1].ValidationTop1}");
    }
}
