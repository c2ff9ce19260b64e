using Lamina.Onnx;
using Lamina.Onnx.Tensors;
using Lamina.Onnx.Text;
using Lamina.Testing;
using Lamina.Torch.Operators;
using TorchSharp;

namespace Lamina.Torch.Tests.Operators;

public sealed class OperatorTests : NeedsTorch
{
    /// <summary>Steps whose gradient is 0 almost everywhere, or that give whole numbers: nothing to compare.</summary>
    private static readonly string[] Flat = ["Floor", "Ceil"];

    public static TheoryData<string> Cases => [.. OperatorCases.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_AnyCase_EqualsOnnxRuntime(string name)
    {
        using var scope = torch.NewDisposeScope();
        using OnnxModel model = GraphText.Parse(OperatorCases.All[name]);
        using var module = OnnxModule.Create(model);
        module.eval();
        torch.manual_seed(5);
        torch.Tensor x = torch.randn([.. model.Graph.Inputs[0].Shape!.Select(dimension => dimension.Value!.Value)]);

        float[] wanted = OrtOracle.Run(model.ToArray(), new Dictionary<string, torch.Tensor> { ["x"] = x })["y"];
        OrtOracle.Close(wanted, TensorConversion.ToFloats(module.forward(x)), 1e-5, name);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradient_AnyCase_EqualsFiniteDifferences(string name)
    {
        using var scope = torch.NewDisposeScope();
        using OnnxModel model = GraphText.Parse(OperatorCases.All[name]);
        var random = new Random(3);
        Dictionary<string, torch.Tensor> values = Constants(model);
        values["x"] = Random(model.Graph.Inputs[0].Shape!.Select(dimension => dimension.Value!.Value), random);
        torch.Tensor direction = Random(Evaluate(model, values).shape, random);

        torch.Tensor[] leaves = [.. values.Where(pair => pair.Value.dtype == torch.ScalarType.Float64 && pair.Key is not ("m" or "v" or "lo" or "hi" or "p")).Select(pair => pair.Value.requires_grad_(true))];
        torch.Tensor loss = (Evaluate(model, values) * direction).sum();
        if (loss.requires_grad)
        {
            loss.backward();
        }

        foreach (torch.Tensor leaf in leaves)
        {
            for (int probe = 0; probe < 6; probe++)
            {
                long at = random.NextInt64(leaf.numel());
                double found = leaf.grad is null ? 0 : leaf.grad.reshape(-1)[at].ToDouble();
                double wanted = Difference(model, values, direction, leaf, at);
                Assert.True(Math.Abs(wanted - found) <= 1e-5 * Math.Max(1, Math.Abs(wanted)), $"{name}: finite difference {wanted}, gradient {found} at {at}");
                Assert.True(Flat.Contains(name) || leaf.grad is not null || leaves.Length > 1, $"{name}: no gradient reaches the input");
            }
        }
    }

    [Fact]
    public void Cases_Together_HoldEveryOperator()
    {
        IEnumerable<string> tested = OperatorCases.All.Values.SelectMany(text => GraphText.Parse(text).Graph.Nodes.Select(node => node.OpType));
        Assert.Empty(OnnxModule.SupportedOperators.Except(tested));
    }

    [Fact]
    public void TrainingPage_ListsEveryOperator()
    {
        string[] words = File.ReadAllText(Checkout.Path("docs", "training.md")).Split([' ', '\n']);
        Assert.Empty(OnnxModule.SupportedOperators.Except(words));
    }

    [Theory]
    [InlineData("y = Hardmax(x)", "Hardmax (gives 'y'): the operator cannot be differentiated here")]
    [InlineData("y, i = MaxPool<kernel_shape = [2,2]>(x)", "MaxPool (gives 'y'): its output 'i' is not supported")]
    [InlineData("y = Resize<mode = \"nearest\">(x, \"\", s)", "mode 'nearest' with coordinates 'half_pixel' is not supported")]
    [InlineData("y = LRN<size = 2>(x)", "size=2 is not odd")]
    [InlineData("y = Cast<to = 8>(x)", "casting to string is not supported")]
    public void Create_UnsupportedNode_IsRefusedByName(string nodes, string message)
    {
        using OnnxModel model = GraphText.Parse($"<ir_version: 8, opset_import: [\"\": 17]>\n g (float[1,2,4,4] x) => (float y) <float[4] s = {{1, 1, 2, 2}}> {{\n {nodes}\n }}");
        UnsupportedOperatorException refusal = Assert.Throws<UnsupportedOperatorException>(() => OnnxModule.Create(model));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("float[2,3] x", "float[4,5] w = random 1", "y = MatMul(x, w)")]
    [InlineData("float[2,3] x", "float[5,4] w = random 1", "y = Gemm<transB = 1>(x, w)")]
    [InlineData("float[2,2,3] x", "float[3,3,5] w = random 1", "y = MatMul(x, w)")]
    public void Run_FactorsThatDoNotFit_AreRefusedByNode(string input, string weight, string node)
    {
        // libtorch's own exception would end the process.
        using OnnxModel model = GraphText.Parse($"<ir_version: 8, opset_import: [\"\": 17]>\n g ({input}) => (float[N,M] y) <{weight}> {{\n {node}\n }}");
        using var module = OnnxModule.Create(model);
        using var scope = torch.NewDisposeScope();
        long[] shape = [.. model.Graph.Inputs[0].Shape!.Select(dimension => dimension.Value!.Value)];
        Assert.Contains("its factors are", Assert.Throws<UnsupportedOperatorException>(() => module.forward(torch.ones(shape))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_LaterOperatorSet_IsRefused()
    {
        using OnnxModel model = GraphText.Parse($"<ir_version: 8, opset_import: [\"\": {OperatorCatalog.MaxOpset + 1}]>\n g (float[1] x) => (float[1] y) {{\n y = Relu(x)\n }}");
        Assert.Throws<OnnxFormatException>(() => OnnxModule.Create(model));
    }

    private static double Difference(OnnxModel model, Dictionary<string, torch.Tensor> values, torch.Tensor direction, torch.Tensor leaf, long at)
    {
        const double Step = 1e-5;
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        torch.Tensor flat = leaf.view(-1);
        double original = flat[at].ToDouble();
        double Loss(double value)
        {
            flat[at] = torch.tensor(value);
            return (Evaluate(model, values) * direction).sum().ToDouble();
        }

        double difference = (Loss(original + Step) - Loss(original - Step)) / (2 * Step);
        flat[at] = torch.tensor(original);
        return difference;
    }

    /// <summary>Runs the operators in float64, where finite differences are sharp.</summary>
    private static torch.Tensor Evaluate(OnnxModel model, IReadOnlyDictionary<string, torch.Tensor> given)
    {
        var values = new Dictionary<string, torch.Tensor>(given);
        foreach (OnnxNode node in model.Graph.Topology.Order)
        {
            torch.Tensor?[] inputs = [.. node.Inputs.Select(name => name.Length == 0 ? null : values[name])];
            torch.Tensor[] outputs = OperatorCatalog.Create(node, model.Opset).RunAll(inputs, training: false);
            for (int i = 0; i < outputs.Length; i++)
            {
                values[node.Outputs[i]] = outputs[i].dtype == torch.ScalarType.Float32 ? outputs[i].to_type(torch.ScalarType.Float64) : outputs[i];
            }
        }

        return values["y"];
    }

    private static Dictionary<string, torch.Tensor> Constants(OnnxModel model) => model.Graph.Initializers.ToDictionary(
        tensor => tensor.Name,
        tensor => tensor.ElementType == ElementType.Float && (tensor.Name != "s" || tensor.Dims.Length > 1)
            ? torch.tensor(Array.ConvertAll(tensor.ToFloats(), value => (double)value)).reshape([.. tensor.Dims])
            : TensorConversion.ToTorch(tensor));

    private static torch.Tensor Random(IEnumerable<long> shape, Random random)
    {
        long[] lengths = [.. shape];
        double[] values = [.. Enumerable.Range(0, (int)lengths.Aggregate(1L, (a, b) => a * b)).Select(_ => (random.NextDouble() - 0.5) * 3)];
        return torch.tensor(values).reshape(lengths);
    }
}
