using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>LessOrEqual, opset 12.</summary>
internal sealed class LessOrEqual(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).le(Need(inputs, 1));
}
