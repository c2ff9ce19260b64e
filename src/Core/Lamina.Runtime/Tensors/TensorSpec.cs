using Lamina.Onnx;

namespace Lamina.Runtime;

/// <summary>What a graph says of one of its inputs or outputs.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Type">Type of the elements.</param>
/// <param name="Shape">Dimensions, -1 where the graph leaves one free.</param>
/// <param name="Symbols">For each dimension the name that the graph gives it, or null.</param>
public sealed record TensorSpec(string Name, ElementType Type, IReadOnlyList<long> Shape, IReadOnlyList<string?> Symbols)
{
    /// <summary>Name, type and shape.</summary>
    public override string ToString() => $"{Name} {Type.Name()} {TensorSize.Text([.. Shape])}";

    /// <summary>Null if the buffer fits, else one sentence that says why it does not.</summary>
    internal string? Refuse(string role, TensorBuffer buffer)
    {
        if (buffer.Type != Type)
        {
            return $"{role} '{Name}' is {Type.Name()}, but {buffer.Type.Name()} was given.";
        }

        ReadOnlySpan<long> given = buffer.Shape;
        bool fits = given.Length == Shape.Count;
        for (int i = 0; fits && i < given.Length; i++)
        {
            fits = Shape[i] < 0 || Shape[i] == given[i];
        }

        return fits ? null : $"{role} '{Name}' has shape {TensorSize.Text([.. Shape])}, but {TensorSize.Text(given)} was given.";
    }
}
