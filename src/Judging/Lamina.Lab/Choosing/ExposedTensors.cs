using System.Collections.Immutable;
using Lamina.Onnx.Inspection;

namespace Lamina.Lab.Choosing;

/// <summary>What a plan judges of a cut: whatever the worker computes from it can be attacked there too.</summary>
internal static class ExposedTensors
{
    /// <summary>The cut and every deeper candidate; where those are fewer than wanted, the next tensors that the worker sees.</summary>
    /// <param name="inspection">The model.</param>
    /// <param name="candidates">The candidates in the graph's order; the cut is one of them.</param>
    /// <param name="cut">The cut's tensors.</param>
    /// <param name="tail">Tensors at which the tail begins: what lies beyond them the worker never sees. Empty for no tail.</param>
    /// <param name="wanted">Deeper sets of tensors that the rule wants.</param>
    public static ImmutableArray<ImmutableArray<string>> Of(
        ModelInspection inspection, IEnumerable<ImmutableArray<string>> candidates, ImmutableArray<string> cut, ImmutableArray<string> tail, int wanted)
    {
        ImmutableArray<string>[] deeper = [.. candidates.SkipWhile(tensors => !tensors.SequenceEqual(cut)).Skip(1)];
        IEnumerable<ImmutableArray<string>> next = inspection.Finder.Singles
            .Where(tensor => inspection.Finder.LiesBeyond(tensor, cut))
            .Where(tensor => tail.IsEmpty || !inspection.Finder.LiesBeyond(tensor, tail))
            .Select(tensor => ImmutableArray.Create(tensor))
            .Where(tensors => !deeper.Any(other => other.SequenceEqual(tensors)))
            .Take(Math.Max(0, wanted - deeper.Length));
        return [cut, .. deeper, .. next];
    }
}
