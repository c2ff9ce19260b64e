using Lamina.Onnx;
using Lamina.Plans.Preprocess;
using Lamina.Torch.Tests.Training;
using Lamina.Torch.Training;
using TorchSharp;

namespace Lamina.Torch.Tests;

public sealed class PrecisionTests : NeedsTorch, IDisposable
{
    private readonly ColourTask _task = new();

    public void Dispose() => _task.Dispose();

    [Fact]
    public void Forward_InBf16_IsNearFloat32ButRounded()
    {
        using OnnxModel model = ColourTask.Model();
        using var module = OnnxModule.Create(model);
        using var scope = torch.NewDisposeScope();
        module.eval();
        torch.manual_seed(3);
        torch.Tensor x = torch.randn(4, 3, 8, 8), single = module.forward(x);
        module.Precision = Precision.BFloat16;
        torch.Tensor half = module.forward(x);
        Assert.Equal(torch.ScalarType.Float32, half.dtype);
        double error = ((half - single).abs().max() / single.abs().max()).ToDouble();
        // Eight bits of significand: 2^-9 a factor. Zero would mean that nothing was rounded.
        Assert.InRange(error, 1e-5, 0.02);
    }

    [Fact]
    public async Task RunAsync_InBf16_LearnsWithFloat32Weights()
    {
        using OnnxModel model = ColourTask.Model();
        using var module = OnnxModule.Create(model);
        var options = new TrainingOptions { Epochs = 12, BatchSize = 16, LearningRate = 0.02, Precision = Precision.BFloat16 };
        using var trainer = new Trainer(module, options, _task.Loader(1), _task.Loader(seed: null), 3, OutputKind.Logits, "model and data", TimeProvider.System);
        await trainer.RunAsync(null, _ => { }, TestContext.Current.CancellationToken);
        Assert.True(trainer.Rows[^1].ValidationTop1 > 0.95, $"validation accuracy {trainer.Rows[^1].ValidationTop1}");
        Assert.All(module.parameters(), each => Assert.Equal(torch.ScalarType.Float32, each.dtype));
        // Steps far below a bf16's spacing are kept: not all weights are bf16 numbers.
        using var scope = torch.NewDisposeScope();
        Assert.Contains(module.parameters(), each => (each - each.to(torch.bfloat16).to(torch.float32)).abs().sum().ToDouble() > 0);
    }

    [Fact]
    public void Measure_ChoosesTheFaster()
    {
        PrecisionChoice choice = PrecisionChoice.Measure();
        Assert.True(choice.Speed > 0);
        Assert.Equal(choice.Speed >= 1.2, choice.Chosen == Precision.BFloat16);
    }
}
