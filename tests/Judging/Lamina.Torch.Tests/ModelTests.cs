using Lamina.Onnx;
using Lamina.Testing;
using TorchSharp;

namespace Lamina.Torch.Tests;

/// <summary>Real models against ONNX Runtime, whole and cut anywhere.</summary>
public sealed class ModelTests : NeedsTorch
{
    public static TheoryData<string> Models => ["efficientnet_lite0-imagenet.onnx", "resnet50_thin-moderation.onnx", "vgg16-brain_mri.onnx"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Run_RealModel_EqualsOnnxRuntimeAtManyTensors(string name)
    {
        using var scope = torch.NewDisposeScope();
        using OnnxModel model = OnnxModel.Open(Tier.Shared("models", name));
        using var module = OnnxModule.Create(model);
        module.eval();
        using var noGrad = torch.no_grad();
        string[] wanted = [.. ManyTensors(model), model.Graph.Outputs[0].Name];
        torch.Tensor x = Picture(model.Graph.Inputs[0]);
        IReadOnlyList<torch.Tensor> found = module.Run(new Dictionary<string, torch.Tensor> { [model.Graph.Inputs[0].Name] = x }, wanted);

        IReadOnlyDictionary<string, float[]> oracle = OrtOracle.Run(Exposing(model, wanted), new Dictionary<string, torch.Tensor> { [model.Graph.Inputs[0].Name] = x });
        for (int i = 0; i < wanted.Length; i++)
        {
            OrtOracle.Close(oracle[wanted[i]], TensorConversion.ToFloats(found[i].to_type(torch.ScalarType.Float32)), 1e-4, wanted[i]);
        }
    }

    /// <summary>Eight bits of significand through tens of layers: within 5% of the largest output. The deepest of the files, VGG-16, would take half a minute without bf16 instructions.</summary>
    [Theory]
    [InlineData("efficientnet_lite0-imagenet.onnx")]
    [InlineData("resnet50_thin-moderation.onnx")]
    public void Run_RealModelInBf16_IsNearOnnxRuntime(string name)
    {
        using var scope = torch.NewDisposeScope();
        using OnnxModel model = OnnxModel.Open(Tier.Shared("models", name));
        using var module = OnnxModule.Create(model);
        module.eval();
        module.Precision = Precision.BFloat16;
        using var noGrad = torch.no_grad();
        torch.Tensor x = Picture(model.Graph.Inputs[0]);
        float[] found = TensorConversion.ToFloats(module.forward(x));
        float[] oracle = OrtOracle.Run(File.ReadAllBytes(Tier.Shared("models", name)), new Dictionary<string, torch.Tensor> { [model.Graph.Inputs[0].Name] = x })[model.Graph.Outputs[0].Name];
        double error = found.Zip(oracle, (a, b) => Math.Abs(a - b)).Max() / oracle.Max(Math.Abs);
        Assert.InRange(error, 1e-6, 0.05);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Trained_UntouchedModule_WritesTheSameBytes(string name)
    {
        using OnnxModel model = OnnxModel.Open(Tier.Shared("models", name));
        using var module = OnnxModule.Create(model);
        Assert.NotEmpty(module.WeightNames);
        Assert.Equal(File.ReadAllBytes(Tier.Shared("models", name)), module.Trained(model).ToArray());
    }

    [Fact]
    public void WeightNames_RealModel_HoldItsParametersAndNothingElse()
    {
        using OnnxModel model = OnnxModel.Open(Tier.Shared("models", "efficientnet_lite0-imagenet.onnx"));
        using var module = OnnxModule.Create(model);
        // EfficientNet-Lite0 has 4,652,008 parameters; the export folded the 21,008 scales of its batch normalisations away.
        Assert.Equal(4_652_008 - 21_008, module.parameters().Sum(weight => weight.numel()));
    }

    [Fact]
    public void Backward_RealModel_ReachesEveryWeightAndTheInput()
    {
        using var scope = torch.NewDisposeScope();
        using OnnxModel model = OnnxModel.Open(Tier.Shared("models", "efficientnet_lite0-imagenet.onnx"));
        using var module = OnnxModule.Create(model);
        torch.Tensor x = Picture(model.Graph.Inputs[0]).requires_grad_(true);
        module.forward(x).square().sum().backward();
        Assert.All(module.parameters(), weight => Assert.True(weight.grad is not null && weight.grad.abs().sum().ToSingle() > 0));
        Assert.True(x.grad!.abs().sum().ToSingle() > 0);
    }

    /// <summary>Every tenth float tensor along the way: cuts anywhere are covered without holding all of them at once.</summary>
    private static IEnumerable<string> ManyTensors(OnnxModel model) => model.Graph.Topology.Order
        .Where(node => node.OpType is "Conv" or "Add" or "Relu" or "MaxPool" or "Transpose" or "Clip" or "Mul" or "MatMul" or "Gemm" or "GlobalAveragePool" or "Sigmoid")
        .Where(node => node.Inputs.Any(name => model.Graph.Initializer(name) is null))
        .Where((_, i) => i % 10 == 3)
        .Select(node => node.Outputs[0]);

    private static torch.Tensor Picture(OnnxValue input)
    {
        torch.manual_seed(11);
        return torch.rand([.. input.Shape!.Select(dimension => dimension.Value ?? 1)]) * 4 - 2;
    }

    /// <summary>The model with intermediate tensors as further outputs: a value info without type is enough for ONNX Runtime.</summary>
    private static byte[] Exposing(OnnxModel model, IEnumerable<string> tensors)
    {
        // Field 7 is the graph, field 12 an output inside it: appended messages merge into the first ones.
        using var extra = new MemoryStream();
        foreach (string tensor in tensors.Where(name => model.Graph.Outputs.All(output => output.Name != name)))
        {
            byte[] name = System.Text.Encoding.UTF8.GetBytes(tensor);
            byte[] info = [0x0A, .. Varint(name.Length), .. name];
            extra.Write([0x62, .. Varint(info.Length), .. info]);
        }

        return [.. model.ToArray(), 0x3A, .. Varint((int)extra.Length), .. extra.ToArray()];
    }

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
