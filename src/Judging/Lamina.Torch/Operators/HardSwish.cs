using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>HardSwish, opset 14: x * clip(x / 6 + 0.5, 0, 1).</summary>
internal sealed class HardSwish(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => F.hardswish(Need(inputs, 0));
}
