using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Sum, opset 6: of any number of tensors, with numpy's broadcasting from opset 8.</summary>
internal sealed class Sum(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => inputs.OfType<Tensor>().Skip(1).Aggregate(Need(inputs, 0).alias(), (sum, next) => sum + next);
}
