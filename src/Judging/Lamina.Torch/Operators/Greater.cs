using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Greater, opset 7.</summary>
internal sealed class Greater(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).gt(Need(inputs, 1));
}
