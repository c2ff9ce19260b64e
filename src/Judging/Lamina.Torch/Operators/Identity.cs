using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Identity, opset 1.</summary>
internal sealed class Identity(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).alias();
}
