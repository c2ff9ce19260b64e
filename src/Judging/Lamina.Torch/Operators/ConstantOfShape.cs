using Lamina.Onnx;
using TorchSharp;

namespace Lamina.Torch.Operators;

/// <summary>ConstantOfShape, opset 9: one value (float32 zero by default) in the given shape.</summary>
internal sealed class ConstantOfShape(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs)
    {
        long[] shape = Integers(inputs, 0) ?? throw Refuse("its shape is missing");
        return Node.Tensor("value") is { } value ? TensorConversion.ToTorch(value).reshape(1).expand([shape.Aggregate(1L, (a, b) => a * b)]).reshape(shape) : torch.zeros(shape);
    }
}
