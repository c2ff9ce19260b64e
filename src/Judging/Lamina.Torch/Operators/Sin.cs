using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Sin, opset 7.</summary>
internal sealed class Sin(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).sin();
}
