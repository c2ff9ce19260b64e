using Lamina.Onnx.Flow;

namespace Lamina.Onnx.Splitting;

/// <summary>What can be computed after a cut from the cut and constants alone, and what cannot be computed before it.</summary>
internal sealed class Reach
{
    public Reach(FlowGraph flow, int[] cut)
    {
        ComputesShape = new bool[flow.Names.Count];
        Beyond = new bool[flow.Names.Count];
        var data = new bool[flow.Names.Count];
        foreach (int member in cut)
        {
            data[member] = true;
        }

        foreach (FlowNode node in flow.Nodes)
        {
            bool givesShape = OperatorTraits.GivesShape(node.Node);
            bool shape = givesShape
                ? node.Reads.All(read => data[read] || flow.Dependences[read] == Dependence.Constant || ComputesShape[read])
                : node.Reads.All(read => flow.Dependences[read] == Dependence.Constant || ComputesShape[read]);

            // Shapes are left aside here: a data tensor's shape inputs are settled one by one when the part takes it.
            bool computes = node.Reads.All(read => flow.Dependences[read] != Dependence.Data || data[read]);
            bool beyond = node.Reads.Any(read => Beyond[read] || (!givesShape && cut.Contains(read)));
            foreach (int output in node.Writes)
            {
                ComputesShape[output] = flow.Dependences[output] == Dependence.Shape && shape;
                data[output] |= flow.Dependences[output] == Dependence.Data && computes;
                Beyond[output] = beyond && !cut.Contains(output);
            }
        }
    }

    /// <summary>Shapes whose own nodes can run after the cut.</summary>
    public bool[] ComputesShape { get; }

    /// <summary>Tensors that need something computed after the cut.</summary>
    public bool[] Beyond { get; }
}
