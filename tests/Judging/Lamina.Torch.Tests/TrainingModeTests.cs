using Lamina.Onnx;
using Lamina.Onnx.Tensors;
using Lamina.Onnx.Text;
using TorchSharp;

namespace Lamina.Torch.Tests;

public sealed class TrainingModeTests : NeedsTorch
{
    private const string SmallNet = """
        <ir_version: 8, opset_import: ["": 17]>
        g (float[N,3,8,8] x) => (float[N,5] y)
        <float[3,1,1] mean = {0.1, 0.2, 0.3}, float[4,3,3,3] w = random 1, float[4] g = {1, 1, 1, 1}, float[4] b = random 2, float[4] m = random 3, float[4] v = {0.5, 1, 2, 3},
         float[5,4] f = random 4, float[5] c = random 5, float low = {-1.5}> {
          p = Sub(x, mean)
          a = Conv(p, w)
          n = BatchNormalization(a, g, b, m, v)
          q = Clip(n, low)
          d = Dropout(q)
          h = GlobalAveragePool(d)
          i = Flatten(h)
          y = Gemm<transB = 1>(i, f, c)
        }
        """;

    [Fact]
    public void WeightNames_SmallNet_AreWeightsOnly()
    {
        using OnnxModel model = GraphText.Parse(SmallNet);
        using var module = OnnxModule.Create(model);
        Assert.Equal(["w", "g", "b", "f", "c"], module.WeightNames);
    }

    [Fact]
    public void BatchNormalization_Training_UsesTheBatchAndMovesTheStatistics()
    {
        using var scope = torch.NewDisposeScope();
        using OnnxModel model = GraphText.Parse(SmallNet);
        using var module = OnnxModule.Create(model);
        var inputs = new Dictionary<string, torch.Tensor> { ["x"] = torch.randn(6, 3, 8, 8) };
        torch.Tensor before = module.Run(inputs, ["a"])[0];
        module.train();
        torch.Tensor normal = module.Run(inputs, ["n"])[0];
        OnnxModel trained = module.Trained(model);

        // g is 1, b shifts: each channel has mean b and deviation 1.
        torch.Tensor b = TensorConversion.ToTorch(model.Graph.Initializer("b")!);
        OrtOracle.Close(TensorConversion.ToFloats(b), TensorConversion.ToFloats(normal.mean([0, 2, 3])), 1e-5, "mean");
        Assert.InRange(normal.std([0, 2, 3], unbiased: false, keepdim: false).mean().ToSingle(), 0.999f, 1.001f);

        // PyTorch: running = 0.9 running + 0.1 batch, with the unbiased variance.
        OrtOracle.Close(TensorConversion.ToFloats(TensorConversion.ToTorch(model.Graph.Initializer("m")!) * 0.9f + before.mean([0, 2, 3]) * 0.1f), trained.Graph.Initializer("m")!.ToFloats(), 1e-5, "m");
        OrtOracle.Close(TensorConversion.ToFloats(TensorConversion.ToTorch(model.Graph.Initializer("v")!) * 0.9f + before.var([0, 2, 3], unbiased: true, keepdim: false) * 0.1f), trained.Graph.Initializer("v")!.ToFloats(), 1e-5, "v");
        Assert.Equal(model.Graph.Initializer("mean")!.ToFloats(), trained.Graph.Initializer("mean")!.ToFloats());
    }

    [Fact]
    public void BatchNormalization_Evaluating_LeavesTheStatistics()
    {
        using var scope = torch.NewDisposeScope();
        using OnnxModel model = GraphText.Parse(SmallNet);
        using var module = OnnxModule.Create(model);
        module.eval();
        module.forward(torch.randn(6, 3, 8, 8));
        Assert.Equal(model.ToArray(), module.Trained(model).ToArray());
    }

    [Fact]
    public void Dropout_Training_DropsHalfAndKeepsTheMean()
    {
        using var scope = torch.NewDisposeScope();
        using OnnxModel model = GraphText.Parse("<ir_version: 8, opset_import: [\"\": 17]>\n g (float[N] x) => (float[N] y) <float r = {0.5}> {\n y = Dropout(x, r)\n }");
        using var module = OnnxModule.Create(model);
        torch.manual_seed(1);
        module.train();
        torch.Tensor dropped = module.forward(torch.ones(20_000));
        Assert.InRange(dropped.eq(0).to_type(torch.ScalarType.Float32).mean().ToSingle(), 0.48f, 0.52f);
        Assert.Equal(2, dropped.amax([0]).ToSingle());
        module.eval();
        Assert.Equal(1, module.forward(torch.ones(10)).amin([0]).ToSingle());
    }

    [Fact]
    public void Step_AThousandTimes_LeaksNoTensor()
    {
        using OnnxModel model = GraphText.Parse(SmallNet);
        using var module = OnnxModule.Create(model);
        module.train();
        using TorchSharp.Modules.AdamW optimizer = torch.optim.AdamW(module.parameters(), 1e-3);
        void Step()
        {
            using var scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            torch.Tensor loss = torch.nn.functional.cross_entropy(module.forward(torch.randn(4, 3, 8, 8)), torch.zeros(4, torch.ScalarType.Int64));
            loss.backward();
            optimizer.step();
        }

        // The first steps make gradients and moments; after that the number of live tensors stays.
        Step();
        Step();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 1000; i++)
        {
            Step();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void HalfPrecisionWeights_CastBeforeUse_TrainAndReturnToHalf()
    {
        using var scope = torch.NewDisposeScope();
        using OnnxModel model = GraphText.Parse("<ir_version: 8, opset_import: [\"\": 17]>\n g (float[N,3] x) => (float[N,2] y) <float16[3,2] h = random 1> {\n w = Cast<to = 1>(h)\n y = MatMul(x, w)\n }");
        using var module = OnnxModule.Create(model);
        Assert.Equal(["h"], module.WeightNames);
        torch.Tensor x = torch.randn(4, 3);
        OrtOracle.Close(OrtOracle.Run(model.ToArray(), new Dictionary<string, torch.Tensor> { ["x"] = x })["y"], TensorConversion.ToFloats(module.forward(x)), 1e-5, "y");
        module.forward(x).sum().backward();
        using (torch.no_grad())
        {
            foreach (TorchSharp.Modules.Parameter weight in module.parameters())
            {
                weight.sub_(weight.grad!);
            }
        }

        OnnxTensor after = module.Trained(model).Graph.Initializer("h")!;
        Assert.Equal(ElementType.Float16, after.ElementType);
        Assert.NotEqual(model.Graph.Initializer("h")!.ToFloats(), after.ToFloats());
    }

    [Fact]
    public void Run_StrangeTensorOrMissingInput_IsMisuse()
    {
        using OnnxModel model = GraphText.Parse(SmallNet);
        using var module = OnnxModule.Create(model);
        Assert.Throws<ArgumentException>(() => module.Run(new Dictionary<string, torch.Tensor>(), ["nothing"]));
        Assert.Throws<ArgumentException>(() => module.Run(new Dictionary<string, torch.Tensor>(), ["y"]));
    }

    [Theory]
    [InlineData("y", "s = Sigmoid(x)\n z = Mul(x, s)\n y = Identity(z)")]
    [InlineData("y", "s = Sigmoid(x)\n z = Mul(s, x)\n y = Identity(z)")]
    [InlineData("s", "s = Sigmoid(x)\n z = Mul(s, x)\n y = Identity(z)")]
    [InlineData("y", "s = Sigmoid(x)\n z = Mul(x, s)\n y = Add(z, s)")]
    [InlineData("y", "s = Sigmoid(x)\n z = Mul(s, s)\n y = Add(z, x)")]
    public void Run_SigmoidProduct_IsWhatTheNodesSay(string wanted, string nodes)
    {
        using var scope = torch.NewDisposeScope();
        using OnnxModel model = GraphText.Parse($"<ir_version: 8, opset_import: [\"\": 17]>\n g (float[2,3] x) => (float[2,3] y) {{\n {nodes}\n }}");
        using var module = OnnxModule.Create(model);
        torch.Tensor x = torch.linspace(-3, 3, 6).reshape(2, 3).requires_grad_(true);
        torch.Tensor s = x.sigmoid();
        torch.Tensor expected = wanted == "s" ? s : nodes.Contains("Mul(s, s)", StringComparison.Ordinal) ? (s * s) + x : nodes.Contains("Add(z, s)", StringComparison.Ordinal) ? (x * s) + s : x * s;
        torch.Tensor actual = module.Run(new Dictionary<string, torch.Tensor> { ["x"] = x }, [wanted])[0];
        OrtOracle.Close(TensorConversion.ToFloats(expected.detach()), TensorConversion.ToFloats(actual.detach()), 1e-6, wanted);
        torch.Tensor[] gradients = [.. new[] { expected, actual }.Select(result => torch.autograd.grad([result.sum()], [x])[0])];
        OrtOracle.Close(TensorConversion.ToFloats(gradients[0]), TensorConversion.ToFloats(gradients[1]), 1e-6, "gradient");
    }
}
