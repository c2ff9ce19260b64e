using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Or, opset 7.</summary>
internal sealed class Or(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).logical_or(Need(inputs, 1));
}
