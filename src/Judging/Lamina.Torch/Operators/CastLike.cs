using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>CastLike, opset 15: to the type of the second input.</summary>
internal sealed class CastLike(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).to_type(Need(inputs, 1).dtype, copy: true);
}
