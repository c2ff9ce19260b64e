using Lamina.Onnx;
using TorchSharp.Modules;

namespace Lamina.Torch.Operators;

/// <summary>Gelu, opset 20: x times the normal distribution's cumulative function, exact or by tanh.</summary>
internal sealed class Gelu(OnnxNode node) : Operator(node)
{
    private readonly bool _tanh = node.Text("approximate", "none") == "tanh";

    protected override Tensor Run(Tensor?[] inputs) => F.gelu(Need(inputs, 0), _tanh ? GELU.Approximate.tanh : GELU.Approximate.none);
}
