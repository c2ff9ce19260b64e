using System.Collections.Immutable;

namespace Lamina.Models.Initializing;

/// <summary>A weight that a network needs.</summary>
/// <param name="Name">Name in the graph; the name in the framework's own files.</param>
/// <param name="Shape">Shape in the graph.</param>
/// <param name="Initialization">How it is drawn where there is no file.</param>
/// <param name="Permutation">For each axis in the graph the axis in the file; empty where they are the same.</param>
internal sealed record WeightSlot(string Name, ImmutableArray<long> Shape, Initialization Initialization, ImmutableArray<int> Permutation)
{
    public long Count => Shape.Aggregate(1L, (product, length) => checked(product * length));

    /// <summary>Shape in the file.</summary>
    public long[] FileShape()
    {
        if (Permutation.IsEmpty)
        {
            return [.. Shape];
        }

        long[] shape = new long[Shape.Length];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            shape[Permutation[axis]] = Shape[axis];
        }

        return shape;
    }
}
