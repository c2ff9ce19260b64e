using Lamina.Onnx.Flow;
using Lamina.Onnx.Reading;
using Lamina.Onnx.Shapes;
using Lamina.Onnx.Writing;

namespace Lamina.Onnx.Splitting;

/// <summary>Makes a model of a part's plan: elements as they lay in the file, in their order, around them what the whole model says of itself.</summary>
internal sealed class PartWriter(OnnxModel model, FlowGraph flow, ShapeMap shapes)
{
    private readonly Dictionary<string, OnnxValue> _outputs = model.Graph.Outputs.DistinctBy(output => output.Name).ToDictionary(output => output.Name);

    public OnnxModel Write(PartPlan plan, int part)
    {
        OnnxGraph graph = model.Graph;
        var parts = new GraphParts();
        HashSet<string> constants = [.. plan.Constants.Select(id => flow.Names[id])];
        parts.Nodes.AddRange(Recomputed(plan, part));
        parts.Nodes.AddRange(plan.Nodes.Select(position => flow.Nodes[position].Node));
        parts.Initializers.AddRange(graph.Initializers.Where(tensor => constants.Contains(tensor.Name)));
        parts.SparseInitializers.AddRange(graph.SparseInitializers.Where(constants.Contains));

        HashSet<string> inputs = [.. plan.Inputs.Concat(plan.ShapeInputs).Select(id => flow.Names[id])];
        parts.Inputs.AddRange(graph.DeclaredInputs.Where(input => inputs.Contains(input.Name) || constants.Contains(input.Name)));
        parts.Inputs.AddRange(plan.Inputs.Order().Concat(plan.ShapeInputs).Where(id => !flow.Inputs.Contains(id)).Select(Declare));
        parts.Outputs.AddRange(plan.Targets.Distinct().Select(Declare));

        HashSet<string> ends = [.. parts.Inputs.Concat(parts.Outputs).Select(end => end.Name)];
        HashSet<string> inside = [.. parts.Nodes.SelectMany(node => node.Outputs), .. constants];
        parts.ValueInfos.AddRange(graph.ValueInfos.Where(value => inside.Contains(value.Name) && !ends.Contains(value.Name)));
        HashSet<string> here = [.. inside, .. ends];
        IEnumerable<EncodedField> others = graph.Fields.Where(field => IsKept(field, here));
        var written = new OnnxGraph(graph.Name, parts, Encoder.Graph(graph.Name, parts, others));
        GraphTopology.Check(written);

        // Training steps refer to weights that may lie in the other part.
        return model.WithGraph(written, field => field.Number != ModelReader.TrainingInfo);
    }

    private IReadOnlyList<OnnxNode> Recomputed(PartPlan plan, int part)
    {
        int next = 0;
        string Fresh(string opType)
        {
            string name;
            do
            {
                name = $"{ShapeNodes.Prefix}{part}/{opType}_{next++}";
            }
            while (flow.TryId(name, out _));
            return name;
        }

        var made = new ShapeNodes([.. plan.Inputs.Order().Where(id => shapes[flow.Names[id]].Shape is not null).Select(id => (flow.Names[id], shapes[flow.Names[id]].Shape!))], Fresh);
        foreach ((int tensor, Shapes.Values.KnownValue value) in plan.Recomputed.OrderBy(pair => pair.Key))
        {
            made.Make(flow.Names[tensor], value);
        }

        return made.Nodes;
    }

    /// <summary>The model's own declaration of its outputs; the inferred type of every other tensor.</summary>
    private OnnxValue Declare(int id)
    {
        string name = flow.Names[id];
        return _outputs.GetValueOrDefault(name) ?? OnnxValue.Of(name, shapes[name].ElementType, shapes[name].Shape);
    }

    /// <summary>Kept are the graph's documentation and metadata, annotations of tensors that are here, and fields this version does not know.</summary>
    private static bool IsKept(EncodedField field, HashSet<string> tensors) => field.Number switch
    {
        GraphReader.Node or GraphReader.Name or GraphReader.Initializer or GraphReader.Input or GraphReader.Output or GraphReader.ValueInfo => false,
        GraphReader.SparseInitializer or GraphReader.QuantizationAnnotation => field.Element is string tensor && tensors.Contains(tensor),
        _ => true,
    };
}
