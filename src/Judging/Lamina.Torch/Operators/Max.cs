using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Max, opset 6: of any number of tensors, with numpy's broadcasting from opset 8.</summary>
internal sealed class Max(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => inputs.OfType<Tensor>().Aggregate(Need(inputs, 0).alias(), TorchSharp.torch.maximum);
}
