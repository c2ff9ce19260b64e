using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Div, opset 7: with numpy's broadcasting; between integers the quotient is cut towards zero.</summary>
internal sealed class Div(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => TorchSharp.torch.div(Need(inputs, 0), Need(inputs, 1), TorchSharp.torch.is_floating_point(Need(inputs, 0)) ? TorchSharp.torch.RoundingMode.None : TorchSharp.torch.RoundingMode.trunc);
}
