using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Equal, opset 7.</summary>
internal sealed class Equal(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).eq(Need(inputs, 1));
}
