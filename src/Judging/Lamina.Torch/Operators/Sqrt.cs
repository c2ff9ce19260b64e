using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Sqrt, opset 1.</summary>
internal sealed class Sqrt(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).sqrt();
}
