using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>And, opset 7.</summary>
internal sealed class And(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).logical_and(Need(inputs, 1));
}
