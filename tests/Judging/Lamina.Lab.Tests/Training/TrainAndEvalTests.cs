using Lamina.Data.Loading;
using Lamina.Images;
using Lamina.Images.Encoding;
using Lamina.Lab.Benchmarks;
using Lamina.Lab.Evaluation;
using Lamina.Lab.Training;
using Lamina.Onnx;
using Lamina.Onnx.Text;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Bench;
using Lamina.Testing;
using Lamina.Torch;
using Lamina.Torch.Native;
using Lamina.Torch.Training;

namespace Lamina.Lab.Tests.Training;

/// <summary>From files to files: a small net learns which channel is brighter, and ONNX Runtime confirms it.</summary>
public sealed class TrainAndEvalTests : IDisposable
{
    private const string Net = """
        <ir_version: 8, opset_import: ["": 17]>
        g (float[N,3,8,8] x) => (float[N,3] y) <float[8,3,3,3] w = random 1, float[3,8] f = random 4, float[3] c = random 5> {
          a = Conv(x, w)
          r = Relu(a)
          h = GlobalAveragePool(r)
          i = Flatten(h)
          y = Gemm<transB = 1>(i, f, c)
        }
        """;

    private readonly TempFolder _folder = new();

    public TrainAndEvalTests()
    {
        Tier.Need(NativeLibraries.Available, "libtorch", NativeLibraries.Reason ?? "");
        using OnnxModel model = GraphText.Parse(Net);
        model.Save(_folder["net.onnx"]);
        File.WriteAllBytes(_folder["net.preprocess.json"], PreprocessingFile.Write(new Preprocessing
        {
            Geometry = [new GeometryStep { Resize = new Resize { Width = 8, Height = 8, Filter = ResizeFilter.Nearest } }],
            Tensor = new TensorForm { Layout = TensorLayout.Nchw, Channels = ChannelOrder.Rgb, Mean = [128, 128, 128], Std = [64, 64, 64] },
            Output = OutputKind.Logits,
        }));
        var random = new Random(1);
        foreach ((string split, int count) in new[] { ("train", 30), ("test", 8) })
        {
            foreach ((int label, string name) in new[] { "blue", "green", "red" }.Index())
            {
                Directory.CreateDirectory(_folder["set", split, name]);
                for (int i = 0; i < count; i++)
                {
                    var picture = new Picture(8, 8);
                    for (int at = 0; at < picture.Pixels.Length; at++)
                    {
                        picture.Pixels[at] = (byte)(random.Next(160) + (at % 3 == 2 - label ? 60 : 0));
                    }

                    PngWriter.Save(picture, _folder["set", split, name, $"{i:00}.png"]);
                }
            }
        }
    }

    private TrainingRequest Request => new()
    {
        Model = _folder["net.onnx"],
        Data = _folder["set"],
        Out = _folder["trained.onnx"],
        Validation = 0.1,
        Threads = 1,
        Options = new TrainingOptions { Epochs = 12, BatchSize = 16, LearningRate = 0.02 },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_SmallNet_IsLearnedAndEvaluatedByOnnxRuntime()
    {
        Assert.Equal(0, await TrainingJob.RunAsync(Request, TimeProvider.System, TestContext.Current.CancellationToken));
        ClassificationScores scores = await ScoreAsync(_folder["trained.onnx"]);
        Assert.Equal(24, scores.Images);
        Assert.True(scores.Top1 > 0.9, $"accuracy {scores.Top1}");

        Assert.Equal(["blue", "green", "red"], PreprocessingFile.Read(_folder["trained.preprocess.json"]).Preprocessing.Labels!.Value);
        Assert.Equal(13, File.ReadLines(_folder["trained.training", "epochs.csv"]).Count());
        Assert.Contains("validation accuracy", File.ReadAllText(_folder["trained.training", "curve.svg"]), StringComparison.Ordinal);
        Assert.Contains("\"model_sha256\"", File.ReadAllText(_folder["trained.training", "run.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_SameJobAgain_AddsNothingAndAnotherJobIsRefused()
    {
        TrainingRequest shorter = Request with { Options = Request.Options with { Epochs = 2 } };
        await TrainingJob.RunAsync(shorter, TimeProvider.System, TestContext.Current.CancellationToken);
        byte[] first = File.ReadAllBytes(_folder["trained.onnx"]);
        await TrainingJob.RunAsync(shorter, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(first, File.ReadAllBytes(_folder["trained.onnx"]));

        TrainingRequest other = shorter with { Options = shorter.Options with { Seed = 9 } };
        TrainingException refusal = await Assert.ThrowsAsync<TrainingException>(() => TrainingJob.RunAsync(other, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Contains("Seed = 9", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, await TrainingJob.RunAsync(other with { Overwrite = true }, TimeProvider.System, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Train_PicturesShownOtherwise_IsAnotherJob()
    {
        TrainingRequest two = Request with { Options = Request.Options with { Epochs = 2 } };
        await TrainingJob.RunAsync(two, TimeProvider.System, TestContext.Current.CancellationToken);
        Preprocessing read = PreprocessingFile.Read(_folder["net.preprocess.json"]).Preprocessing;
        File.WriteAllBytes(_folder["net.preprocess.json"], PreprocessingFile.Write(read with { Tensor = read.Tensor with { Std = [32, 32, 32] } }));
        TrainingException refusal = await Assert.ThrowsAsync<TrainingException>(() => TrainingJob.RunAsync(two, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Contains("is of another job", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_InterruptedWithAutoPrecision_KeepsToWhatItBeganWith()
    {
        TrainingRequest two = Request with { Options = Request.Options with { Epochs = 2, Precision = Precision.BFloat16 }, Precision = Precision.BFloat16 };
        await TrainingJob.RunAsync(two, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Contains("\"precision\": \"bf16\"", File.ReadAllText(_folder["trained.training", "run.json"]), StringComparison.Ordinal);
        // Left to choose, it goes on in bf16 whatever is faster; told otherwise, it is another job.
        Assert.Equal(0, await TrainingJob.RunAsync(two with { Precision = null }, TimeProvider.System, TestContext.Current.CancellationToken));
        TrainingException refusal = await Assert.ThrowsAsync<TrainingException>(() => TrainingJob.RunAsync(two with { Precision = Precision.Float32 }, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Contains("Float32", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_SidesThatTheModelCannotTake_AreRefusedBeforeTheStart()
    {
        Assert.Equal(0, await TrainingJob.RunAsync(Request with { Options = Request.Options with { Epochs = 2, Sides = SideSchedule.Parse("6:1") } }, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Contains("\"sides\": \"6:1\"", File.ReadAllText(_folder["trained.training", "run.json"]), StringComparison.Ordinal);

        // Without the pooling, the last layer fits one size only.
        using (OnnxModel model = GraphText.Parse(Net.Replace("h = GlobalAveragePool(r)", "h = Relu(r)", StringComparison.Ordinal).Replace("float[3,8] f", "float[3,288] f", StringComparison.Ordinal)))
        {
            model.Save(_folder["net.onnx"]);
        }

        Refusal refusal = await Assert.ThrowsAsync<Refusal>(() => TrainingJob.RunAsync(
            Request with { Overwrite = true, Options = Request.Options with { Epochs = 2, Sides = SideSchedule.Parse("6:1") } }, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal(5, refusal.Code);
        Assert.StartsWith("--sides: the model does not take pictures of 6 pixels: ", refusal.Message, StringComparison.Ordinal);
        refusal = await Assert.ThrowsAsync<Refusal>(() => TrainingJob.RunAsync(
            Request with { Overwrite = true, Freeze = "r", Options = Request.Options with { Epochs = 2, Sides = SideSchedule.Parse("6:1") } }, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal(2, refusal.Code);
        refusal = await Assert.ThrowsAsync<Refusal>(() => TrainingJob.RunAsync(
            Request with { Overwrite = true, Options = Request.Options with { Epochs = 2, Sides = SideSchedule.Parse("8:1") } }, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.StartsWith("--sides names 8 pixels; the model's own pictures have 8", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_ClassesThatDoNotFit_AreRefusedWithFive()
    {
        Directory.CreateDirectory(_folder["set", "train", "violet"]);
        File.Copy(_folder["set", "train", "red", "00.png"], _folder["set", "train", "violet", "00.png"]);
        Refusal refusal = await Assert.ThrowsAsync<Refusal>(() => TrainingJob.RunAsync(Request with { Validation = 0 }, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal((5, "The model tells 3 classes apart, its data or labels have 4."), (refusal.Code, refusal.Message));
    }

    [Fact]
    public async Task Train_WithoutPreprocessing_IsRefusedWithATemplate()
    {
        File.Delete(_folder["net.preprocess.json"]);
        Refusal refusal = await Assert.ThrowsAsync<Refusal>(() => TrainingJob.RunAsync(Request, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal(5, refusal.Code);
        Assert.Contains("\"geometry\"", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_ImageNetModel_EqualsTheOutsideImplementation()
    {
        var request = new EvaluationRequest(Tier.Shared("models", "efficientnet_lite0-imagenet.onnx"), null, Tier.Shared("data", "imagenet-sample"), 0, null, Json: false);
        ClassificationScores scores = await Evaluator.ScoreAsync(request, new Talk(TimeProvider.System), TestContext.Current.CancellationToken);
        Assert.Equal(800, scores.Images);
        Assert.InRange(scores.Top1, 0.8725 - 0.01, 0.8725 + 0.01);
        Assert.InRange(scores.Top5, 0.97375 - 0.01, 0.97375 + 0.01);
    }

    [Fact]
    public async Task Train_FrozenPart_ChangesOnlyWhatFollowsIt()
    {
        TrainingRequest request = Request with { Freeze = "h", Augmentation = Augmentation.None, Options = Request.Options with { Epochs = 40, LearningRate = 0.05 } };
        Assert.Equal(0, await TrainingJob.RunAsync(request, TimeProvider.System, TestContext.Current.CancellationToken));
        using OnnxModel before = OnnxModel.Open(_folder["net.onnx"]), after = OnnxModel.Open(_folder["trained.onnx"]);
        using var was = OnnxModule.Create(before);
        using var now = OnnxModule.Create(after);
        bool Same(string weight) => was.get_parameter($"w{Place(was, weight)}")!.equal(now.get_parameter($"w{Place(now, weight)}")!).all().item<bool>();
        Assert.Equal((true, false), (Same("w"), Same("f")));
        Assert.True((await ScoreAsync(_folder["trained.onnx"])).Top1 > 0.9);

        // The same data and options, but all of the model: another job.
        await Assert.ThrowsAsync<TrainingException>(() => TrainingJob.RunAsync(request with { Freeze = null }, TimeProvider.System, TestContext.Current.CancellationToken));
        Refusal refusal = await Assert.ThrowsAsync<Refusal>(() => TrainingJob.RunAsync(request with { Augmentation = new Augmentation(), Overwrite = true }, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal(2, refusal.Code);
    }

    private static int Place(OnnxModule module, string weight) =>
        int.Parse(module.named_parameters().ElementAt(module.WeightNames.ToList().IndexOf(weight)).name[1..], System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task Bench_TrainingSuite_GivesBothSpeedsAndTheirRatio()
    {
        BenchmarkReport report = await TrainingSuite.RunAsync(_folder["net.onnx"], _folder["set"], 1, 3, new Progress<string>(), TestContext.Current.CancellationToken);
        Assert.Equal(["train-over-bare", "train", "bare"], report.Results.Select(result => result.Name));
        (BenchmarkResult ratio, BenchmarkResult train, BenchmarkResult bare) = (report.Results[0], report.Results[1], report.Results[2]);
        Assert.InRange(ratio.Value, train.Low / bare.High, train.High / bare.Low);
        Assert.Equal(0.9, ratio.Goal);
    }

    private Task<ClassificationScores> ScoreAsync(string model) =>
        Evaluator.ScoreAsync(new EvaluationRequest(model, null, _folder["set"], 1, null, Json: false), new Talk(TimeProvider.System), TestContext.Current.CancellationToken);
}
