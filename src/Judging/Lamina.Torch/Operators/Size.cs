using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Size, opset 1: the number of elements.</summary>
internal sealed class Size(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => TorchSharp.torch.tensor(Need(inputs, 0).numel());
}
