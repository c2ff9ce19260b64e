using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Cos, opset 7.</summary>
internal sealed class Cos(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).cos();
}
