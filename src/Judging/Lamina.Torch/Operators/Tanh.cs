using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Tanh, opset 1.</summary>
internal sealed class Tanh(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).tanh();
}
