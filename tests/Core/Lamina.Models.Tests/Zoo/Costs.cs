using Lamina.Onnx;
using Lamina.Runtime;

namespace Lamina.Models.Tests.Zoo;

/// <summary>Counts multiplications and weights of a graph from the shapes that ONNX Runtime reports, independently of Lamina.Onnx's own costs.</summary>
internal sealed class Costs
{
    private readonly OnnxGraph _graph;
    private readonly Dictionary<string, OnnxNode> _producer = [];
    private readonly Dictionary<string, long[]> _weights;

    public Costs(OnnxModel model)
    {
        _graph = model.Graph;
        Shapes = Recording.Run(model);
        _weights = _graph.Initializers.ToDictionary(tensor => tensor.Name, tensor => tensor.Dims.ToArray());
        foreach (OnnxNode node in _graph.Nodes)
        {
            foreach (string output in node.Outputs)
            {
                _producer[output] = node;
            }
        }
    }

    public IReadOnlyDictionary<string, RecordedTensor> Shapes { get; }

    /// <summary>Multiply-accumulates of convolutions and dense layers for one picture, up to and with a tensor.</summary>
    public long Macs(string tensor) => Before(tensor).Where(node => node.OpType is "Conv" or "Gemm").Sum(Macs);

    /// <summary>Trainable weights up to and with a tensor; the statistics of batch norm are none.</summary>
    public long Parameters(string tensor) => Before(tensor)
        .SelectMany(node => node.OpType == "BatchNormalization" ? node.Inputs.Skip(1).Take(2) : node.Inputs)
        .Distinct()
        .Where(_weights.ContainsKey)
        .Sum(name => _weights[name].Aggregate(1L, (product, length) => product * length));

    private long Macs(OnnxNode node)
    {
        long[] weight = _weights[node.Inputs[1]];
        long outputs = Shapes[node.Outputs[0]].Shape.Aggregate(1L, (product, length) => product * length);
        return node.OpType == "Conv" ? outputs * weight.Skip(1).Aggregate(1L, (product, length) => product * length) : weight[0] * weight[1];
    }

    private HashSet<OnnxNode> Before(string tensor)
    {
        HashSet<OnnxNode> found = [];
        Stack<string> open = new([tensor]);
        while (open.TryPop(out string? name))
        {
            if (_producer.TryGetValue(name, out OnnxNode? node) && found.Add(node))
            {
                foreach (string input in node.Inputs)
                {
                    open.Push(input);
                }
            }
        }

        return found;
    }
}
