using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Erf, opset 9: the error function, which exporters spell Gelu with.</summary>
internal sealed class Erf(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => TorchSharp.torch.erf(Need(inputs, 0));
}
