using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Pow, opset 7: with numpy's broadcasting; the result has the type of the base.</summary>
internal sealed class Pow(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => TorchSharp.torch.pow(Need(inputs, 0), Need(inputs, 1)).to_type(Need(inputs, 0).dtype);
}
