using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Not, opset 1.</summary>
internal sealed class Not(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).logical_not();
}
