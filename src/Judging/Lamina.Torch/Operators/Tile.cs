using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Tile, opset 6.</summary>
internal sealed class Tile(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).tile(Integers(inputs, 1) ?? []);
}
