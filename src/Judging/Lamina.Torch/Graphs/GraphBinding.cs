using Lamina.Onnx;
using Lamina.Onnx.Tensors;
using Lamina.Torch.Operators;
using TorchSharp;
using TorchSharp.Modules;

namespace Lamina.Torch.Graphs;

/// <summary>Gives every tensor of a graph a place, its weights torch tensors, and its nodes operators.</summary>
internal sealed class GraphBinding
{
    private readonly OnnxGraph _graph;
    private readonly List<Slot> _slots = [];

    private GraphBinding(OnnxGraph graph) => _graph = graph;

    public IReadOnlyList<Slot> Slots => _slots;

    public Dictionary<string, int> Places { get; } = new(StringComparer.Ordinal);

    public Dictionary<OnnxNode, Operator> Operators { get; } = [];

    public static GraphBinding Of(OnnxGraph graph, int opset)
    {
        if (graph.SparseInitializers.Length > 0)
        {
            throw new OnnxFormatException($"initializer '{graph.SparseInitializers[0]}' is sparse, which is not supported");
        }

        // Every operator is made before any weight is read: a refusal is quick and leaves nothing behind.
        Dictionary<OnnxNode, Operator> all = graph.Topology.Order.ToDictionary(node => node, node => OperatorCatalog.Create(node, opset));
        var binding = new GraphBinding(graph);
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        binding.BindInitializers();
        foreach (OnnxNode node in graph.Topology.Order)
        {
            binding.BindNode(node, all[node]);
        }

        foreach (Slot slot in binding._slots)
        {
            slot.Tensor?.DetachFromDisposeScope();
        }

        return binding;
    }

    private void BindInitializers()
    {
        var learned = new LearnedInitializers(_graph);
        foreach (OnnxValue input in _graph.Inputs)
        {
            Place(input.Name, SlotKind.Value, null);
        }

        foreach (OnnxTensor tensor in _graph.Initializers.Where(tensor => tensor.ElementType != ElementType.String))
        {
            // Half-precision weights that are cast before use: train in float32 what the cast gives.
            bool direct = tensor.ElementType == ElementType.Float;
            bool wide = direct || IsOnlyCastToFloat32(tensor.Name);
            SlotKind kind = !wide ? SlotKind.Constant : StatisticOf(learned, tensor) ? SlotKind.Statistic : learned.IsWeight(tensor) ? SlotKind.Weight : SlotKind.Constant;
            Tensor value = kind == SlotKind.Constant ? TensorConversion.ToTorch(tensor) : TensorConversion.ToFloat32(tensor);
            Place(tensor.Name, kind, kind == SlotKind.Weight ? new Parameter(value, requires_grad: true) : value);
        }
    }

    /// <summary>Constants fold; a cast of a float32 weight is the weight; everything else runs.</summary>
    private void BindNode(OnnxNode node, Operator run)
    {
        Slot?[] inputs = [.. node.Inputs.Select(name => name.Length > 0 ? _slots[Places[name]] : null)];
        if (node.Is("Cast") && inputs[0] is { Kind: SlotKind.Weight or SlotKind.Statistic } && (ElementType)node.Int("to", 0) == ElementType.Float)
        {
            Places[node.Outputs[0]] = Places[node.Inputs[0]];
            return;
        }

        if (inputs.All(input => input is null or { Kind: SlotKind.Constant }))
        {
            Tensor[] results = run.RunAll([.. inputs.Select(input => input?.Tensor)], training: false);
            foreach ((int i, string name) in node.Outputs.Index().Where(output => output.Item.Length > 0))
            {
                Place(name, SlotKind.Constant, results[i]);
            }

            return;
        }

        Operators[node] = run;
        foreach (string name in node.Outputs.Where(name => name.Length > 0))
        {
            Place(name, SlotKind.Value, null);
        }
    }

    private bool IsOnlyCastToFloat32(string name) =>
        _graph.Topology.Consumers(name) is { Count: > 0 } readers && readers.All(node => node.Is("Cast") && (ElementType)node.Int("to", 0) == ElementType.Float);

    private bool StatisticOf(LearnedInitializers learned, OnnxTensor tensor) => learned.IsStatistic(tensor)
        || _graph.Topology.Consumers(tensor.Name).Where(node => node.Is("Cast")).Any(cast => _graph.Topology.Consumers(cast.Outputs[0])
            .Any(node => node.Is("BatchNormalization") && node.Inputs.Skip(3).Contains(cast.Outputs[0])));

    private void Place(string name, SlotKind kind, Tensor? tensor)
    {
        Places[name] = _slots.Count;
        _slots.Add(new Slot(name, kind, tensor));
    }
}
