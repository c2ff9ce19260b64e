namespace Lamina.Onnx.Shapes;

/// <summary>A place where static inference ended. A recording run can supply the shape (<see cref="ShapeOptions.Recorded"/>).</summary>
/// <param name="Tensor">The tensor whose type or shape is not fully known.</param>
/// <param name="Node">The node that produces it, for a person.</param>
/// <param name="Why">What was missing.</param>
public sealed record ShapeGap(string Tensor, string Node, string Why);
