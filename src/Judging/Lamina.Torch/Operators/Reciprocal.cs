using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Reciprocal, opset 1.</summary>
internal sealed class Reciprocal(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).reciprocal();
}
