using Lamina.Onnx.Reading;
using Lamina.Onnx.Tensors;
using Lamina.Onnx.Writing;

namespace Lamina.Onnx.Splitting;

/// <summary>
/// Puts the parts of a model together again: each part's inputs are taken from the outputs of the same name before it. Constants that several parts
/// have appear once; shapes that a part computed anew give way to the graph's own where another part has it.
/// </summary>
public static class GraphJoiner
{
    /// <summary>Joins parts in the order in which they run.</summary>
    /// <param name="parts">At least one model; the result reads their files and must not outlive them.</param>
    /// <returns>A model with the inputs of the first part, any input of a later part that no earlier one gives, and the outputs of the last part.</returns>
    /// <exception cref="OnnxFormatException">The parts do not belong together.</exception>
    public static OnnxModel Join(params IReadOnlyList<OnnxModel> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentOutOfRangeException.ThrowIfZero(parts.Count, nameof(parts));
        var joined = new Joined();
        foreach (OnnxModel part in parts)
        {
            if (!part.Opsets.OrderBy(pair => pair.Key).SequenceEqual(parts[0].Opsets.OrderBy(pair => pair.Key)))
            {
                throw new OnnxFormatException("the parts use different operator sets");
            }

            joined.Add(part.Graph);
        }

        GraphParts result = joined.Finish(parts[^1].Graph.Outputs);
        OnnxGraph first = parts[0].Graph;
        IEnumerable<EncodedField> others = parts.SelectMany(part => part.Graph.Fields).Where(field => field.Number is GraphReader.SparseInitializer or GraphReader.QuantizationAnnotation)
            .DistinctBy(field => (field.Number, field.Element))
            .Concat(first.Fields.Where(field => field.Number is not (>= GraphReader.Node and <= GraphReader.Name or GraphReader.Initializer or (>= GraphReader.Input and <= GraphReader.SparseInitializer))));
        var graph = new OnnxGraph(first.Name, result, Encoder.Graph(first.Name, result, others));
        GraphTopology.Check(graph);
        return parts[0].WithGraph(graph);
    }

    private sealed class Joined
    {
        private readonly GraphParts _parts = new();
        private readonly Dictionary<string, OnnxTensor> _constants = [];
        private readonly Dictionary<string, OnnxNode> _producers = [];
        private readonly Dictionary<string, OnnxValue> _inputs = [];
        private readonly Dictionary<string, OnnxValue> _types = [];

        public void Add(OnnxGraph part)
        {
            foreach (OnnxTensor tensor in part.Initializers)
            {
                AddConstant(tensor);
            }

            _parts.SparseInitializers.AddRange(part.SparseInitializers.Except(_parts.SparseInitializers));
            foreach (OnnxValue input in part.DeclaredInputs.Where(input => !_producers.ContainsKey(input.Name)))
            {
                _inputs.TryAdd(input.Name, input);
            }

            foreach (OnnxNode node in part.Topology.Order)
            {
                AddNode(node);
            }

            foreach (OnnxValue value in part.ValueInfos.Concat(part.Outputs))
            {
                _types.TryAdd(value.Name, value);
            }
        }

        /// <summary>Leaves out what no output needs any more: shapes that were computed anew and then found at their source.</summary>
        public GraphParts Finish(IEnumerable<OnnxValue> outputs)
        {
            _parts.Outputs.AddRange(outputs);
            var needed = new HashSet<OnnxNode>();
            var open = new Stack<string>(_parts.Outputs.Select(output => output.Name));
            while (open.TryPop(out string? tensor))
            {
                if (_producers.TryGetValue(tensor, out OnnxNode? producer) && needed.Add(producer))
                {
                    foreach (string read in producer.Reads)
                    {
                        open.Push(read);
                    }
                }
            }

            _parts.Nodes.RemoveAll(node => !needed.Contains(node));
            _parts.Inputs.AddRange(_inputs.Values);
            HashSet<string> ends = [.. _parts.Inputs.Concat(_parts.Outputs).Select(end => end.Name)];
            HashSet<string> inside = [.. _parts.Nodes.SelectMany(node => node.Outputs)];
            _parts.ValueInfos.AddRange(_types.Values.Where(value => inside.Contains(value.Name) && !ends.Contains(value.Name)));
            return _parts;
        }

        private void AddConstant(OnnxTensor tensor)
        {
            if (_producers.ContainsKey(tensor.Name) || (_inputs.ContainsKey(tensor.Name) && !_constants.ContainsKey(tensor.Name)))
            {
                throw new OnnxFormatException($"'{tensor.Name}' is a constant of one part and computed by another");
            }

            if (_constants.TryAdd(tensor.Name, tensor))
            {
                _parts.Initializers.Add(tensor);
            }
            else if (!PayloadComparison.Same(_constants[tensor.Name], tensor))
            {
                throw new OnnxFormatException($"two parts have different constants '{tensor.Name}'");
            }
        }

        private void AddNode(OnnxNode node)
        {
            string[] known = [.. node.Outputs.Where(output => output.Length > 0 && _producers.ContainsKey(output))];
            if (known.Length == 0)
            {
                _parts.Nodes.Add(node);
                foreach (string output in node.Outputs.Where(output => output.Length > 0))
                {
                    _producers.Add(output, node);
                }

                return;
            }

            bool remade = node.Name.StartsWith(ShapeNodes.Prefix, StringComparison.Ordinal) || known.All(output => _producers[output].Name.StartsWith(ShapeNodes.Prefix, StringComparison.Ordinal));
            if (!remade && !known.All(output => _producers[output].Message.SameBytes(node.Message)))
            {
                throw new OnnxFormatException($"two parts compute '{known[0]}' differently");
            }
        }
    }
}
