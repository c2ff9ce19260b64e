using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Where, opset 9: with numpy's broadcasting.</summary>
internal sealed class Where(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => TorchSharp.torch.where(Need(inputs, 0), Need(inputs, 1), Need(inputs, 2));
}
