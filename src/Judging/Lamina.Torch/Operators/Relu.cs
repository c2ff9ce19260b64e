using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Relu, opset 1: max(x, 0).</summary>
internal sealed class Relu(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).relu();
}
