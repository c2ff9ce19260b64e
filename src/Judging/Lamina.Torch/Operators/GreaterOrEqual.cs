using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>GreaterOrEqual, opset 12.</summary>
internal sealed class GreaterOrEqual(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).ge(Need(inputs, 1));
}
