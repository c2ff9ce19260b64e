namespace Lamina.Onnx.Cuts;

/// <summary>Minimal cuts of several tensors.</summary>
/// <param name="Cuts">The sets, each in execution order.</param>
/// <param name="Truncated">True when there are more than the ceiling allowed.</param>
public sealed record MinimalCuts(IReadOnlyList<IReadOnlyList<string>> Cuts, bool Truncated);
