using System.Collections.Immutable;

namespace Lamina.Onnx;

/// <summary>A model-local function: an operator defined by nodes. Kept in every part of a split model.</summary>
/// <param name="Name">The operator it defines.</param>
/// <param name="Domain">Operator set it belongs to.</param>
/// <param name="Inputs">Formal inputs.</param>
/// <param name="Outputs">Formal outputs.</param>
/// <param name="Nodes">Body.</param>
public sealed record OnnxFunction(string Name, string Domain, ImmutableArray<string> Inputs, ImmutableArray<string> Outputs, ImmutableArray<OnnxNode> Nodes);
