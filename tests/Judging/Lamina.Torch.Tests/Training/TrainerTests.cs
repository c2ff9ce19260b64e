using Lamina.Onnx;
using Lamina.Plans.Preprocess;
using Lamina.Torch.Training;

namespace Lamina.Torch.Tests.Training;

public sealed class TrainerTests : NeedsTorch, IDisposable
{
    private readonly ColourTask _task = new();

    public void Dispose() => _task.Dispose();

    [Theory]
    [InlineData(OptimizerKind.AdamW, 0.02)]
    [InlineData(OptimizerKind.Sgd, 0.1)]
    public async Task RunAsync_LearnableTask_IsLearned(OptimizerKind optimizer, double rate)
    {
        using OnnxModel model = ColourTask.Model();
        using var module = OnnxModule.Create(model);
        using Trainer trainer = Make(module, new TrainingOptions { Epochs = 12, BatchSize = 16, Optimizer = optimizer, LearningRate = rate });
        await trainer.RunAsync(null, _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(12, trainer.Rows.Count);
        Assert.True(trainer.Rows[^1].ValidationTop1 > 0.95, $"validation accuracy {trainer.Rows[^1].ValidationTop1}");
        Assert.True(trainer.Rows[^1].TrainLoss < trainer.Rows[0].TrainLoss);
    }

    [Fact]
    public async Task RunAsync_InterruptedAndResumed_GivesTheSameLossesAndWeights()
    {
        var options = new TrainingOptions { Epochs = 4, BatchSize = 16, LearningRate = 0.01 };
        using OnnxModel model = ColourTask.Model();
        using var whole = OnnxModule.Create(model);
        using Trainer uninterrupted = Make(whole, options);
        await uninterrupted.RunAsync(null, _ => { }, TestContext.Current.CancellationToken);

        // Stopped in the middle of the second epoch and at the end of the third.
        foreach ((int epoch, int batch) in new[] { (2, 3), (3, 6), (0, 0) })
        {
            using var module = OnnxModule.Create(model);
            using Trainer trainer = Make(module, options);
            if (File.Exists(_task.Checkpoint))
            {
                trainer.Resume(_task.Checkpoint);
            }

            using var stop = new CancellationTokenSource();
            Task run = trainer.RunAsync(_task.Checkpoint, at => { if (at.Epoch == epoch && at.Batch == batch) { stop.Cancel(); } }, stop.Token);
            if (epoch > 0)
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
                continue;
            }

            await run;
            Assert.Equal(uninterrupted.Rows.Select(row => (row.TrainLoss, row.TrainTop1, row.ValidationLoss, row.ValidationTop1)), trainer.Rows.Select(row => (row.TrainLoss, row.TrainTop1, row.ValidationLoss, row.ValidationTop1)));
            Assert.Equal(whole.Trained(model).ToArray(), module.Trained(model).ToArray());
        }
    }

    [Fact]
    public async Task Resume_AnotherJobsOrDamagedCheckpoint_IsRefused()
    {
        using OnnxModel model = ColourTask.Model();
        using var module = OnnxModule.Create(model);
        using Trainer first = Make(module, new TrainingOptions { Epochs = 1, BatchSize = 16 });
        await first.RunAsync(_task.Checkpoint, _ => { }, TestContext.Current.CancellationToken);

        using Trainer other = Make(module, new TrainingOptions { Epochs = 1, BatchSize = 16, LearningRate = 0.5 });
        Assert.Contains("LearningRate = 0.5", Assert.Throws<TrainingException>(() => other.Resume(_task.Checkpoint)).Message, StringComparison.Ordinal);

        byte[] bytes = File.ReadAllBytes(_task.Checkpoint);
        File.WriteAllBytes(_task.Checkpoint, bytes[..(bytes.Length / 2)]);
        Assert.Throws<TrainingException>(() => first.Resume(_task.Checkpoint));
        File.WriteAllText(_task.Checkpoint, "nothing of the kind");
        Assert.Throws<TrainingException>(() => first.Resume(_task.Checkpoint));
    }

    [Fact]
    public async Task RunAsync_Patience_EndsEarlyWithTheBestWeights()
    {
        using OnnxModel model = ColourTask.Model();
        using var module = OnnxModule.Create(model);
        using Trainer trainer = Make(module, new TrainingOptions { Epochs = 60, BatchSize = 16, LearningRate = 0.02, Patience = 3 });
        await trainer.RunAsync(null, _ => { }, TestContext.Current.CancellationToken);
        Assert.InRange(trainer.Rows.Count, 4, 59);
        int best = trainer.Rows.Index().MaxBy(row => row.Item.ValidationTop1).Index;
        Assert.Equal(trainer.Rows.Count - 1, best + 3);
    }

    [Fact]
    public void Options_Faulty_AreNamedTogether()
    {
        using OnnxModel model = ColourTask.Model();
        using var module = OnnxModule.Create(model);
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Make(module, new TrainingOptions { Epochs = 0, LearningRate = -1, LabelSmoothing = 1, WarmUpEpochs = 0 }));
        Assert.StartsWith("epochs is 0, 1 to 10000 are possible; learning rate is -1, above 0 up to 100 is possible; label smoothing is 1,", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LearningRateSchedule_RisesThenFallsToZero()
    {
        var options = new TrainingOptions { Epochs = 10, WarmUpEpochs = 2, LearningRate = 1 };
        double[] rates = [.. Enumerable.Range(0, 100).Select(step => LearningRateSchedule.At(options, step, 10))];
        Assert.Equal(1.0 / 21, rates[0], 12);
        Assert.Equal(1, rates[20], 12);
        Assert.Equal(0.5, rates[60], 12);
        Assert.InRange(rates[99], 0, 0.001);
        Assert.Equal(rates[..20].Order(), rates[..20]);
        Assert.Equal(rates[20..].OrderDescending(), rates[20..]);
    }

    private Trainer Make(OnnxModule module, TrainingOptions options) =>
        new(module, options, _task.Loader(options.Seed), _task.Loader(seed: null), 3, OutputKind.Logits, "model and data", TimeProvider.System);
}
