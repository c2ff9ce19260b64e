using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Less, opset 7.</summary>
internal sealed class Less(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).lt(Need(inputs, 1));
}
