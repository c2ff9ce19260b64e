using Lamina.Onnx;
using Lamina.Torch.Operators;

namespace Lamina.Torch.Graphs;

/// <summary>One node to run.</summary>
/// <param name="Operator">What it does.</param>
/// <param name="Inputs">Places of its inputs; -1 for one that is left out.</param>
/// <param name="Outputs">Places of its outputs; -1 for one that is not wanted.</param>
/// <param name="Last">Places of values that nobody reads after this node.</param>
internal sealed record Step(Operator Operator, int[] Inputs, int[] Outputs, int[] Last);

/// <summary>The nodes that some wanted tensors need, in order, and when each value may go.</summary>
internal sealed class Schedule
{
    private Schedule(IReadOnlyList<Step> steps, IReadOnlyList<int> wanted, IReadOnlyList<string> inputs)
    {
        Steps = steps;
        Wanted = wanted;
        Inputs = inputs;
    }

    /// <summary>What to run.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>Places of the wanted tensors.</summary>
    public IReadOnlyList<int> Wanted { get; }

    /// <summary>Graph inputs that are needed.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>Makes the schedule for some tensors of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="operators">The operator of each node that is run; nodes whose results are constants have none.</param>
    /// <param name="places">The place of every tensor.</param>
    /// <param name="wanted">Names of tensors of the graph.</param>
    public static Schedule For(OnnxGraph graph, IReadOnlyDictionary<OnnxNode, Operator> operators, IReadOnlyDictionary<string, int> places, IReadOnlyList<string> wanted)
    {
        HashSet<string> needed = [.. wanted];
        var steps = new Stack<Step>();
        HashSet<string> kept = [.. wanted];
        HashSet<string> values = [.. graph.Inputs.Select(input => input.Name), .. operators.Keys.SelectMany(node => node.Outputs)];
        foreach (OnnxNode node in graph.Topology.Order.Reverse())
        {
            if (!operators.TryGetValue(node, out Operator? run) || !node.Outputs.Any(needed.Contains))
            {
                continue;
            }

            IReadOnlyList<string> inputs = node.Inputs;
            if (SigmoidProducts.FactorOf(graph, node, kept) is { } factor && values.Contains(factor))
            {
                (run, inputs) = (new SigmoidProduct(node), [factor]);
            }

            // Walking backwards, the first reader met is the last to run.
            string[] last = [.. inputs.Where(name => name.Length > 0 && values.Contains(name) && kept.Add(name)).Distinct()];
            needed.UnionWith(inputs);
            steps.Push(new Step(
                run,
                [.. inputs.Select(name => name.Length == 0 ? -1 : places[name])],
                [.. node.Outputs.Select(name => name.Length > 0 && needed.Contains(name) ? places[name] : -1)],
                [.. last.Where(name => graph.Topology.Producer(name) is not null).Select(name => places[name])]));
        }

        return new Schedule([.. steps], [.. wanted.Select(name => places[name])], [.. graph.Inputs.Select(input => input.Name).Where(needed.Contains)]);
    }
}
