using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Sigmoid, opset 1.</summary>
internal sealed class Sigmoid(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).sigmoid();
}
