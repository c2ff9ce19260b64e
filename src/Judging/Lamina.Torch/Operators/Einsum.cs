using Lamina.Onnx;
using TorchSharp;

namespace Lamina.Torch.Operators;

/// <summary>Einsum, opset 12.</summary>
internal sealed class Einsum(OnnxNode node) : Operator(node)
{
    private readonly string _equation = node.Text("equation", "");

    protected override Tensor Run(Tensor?[] inputs) => torch.einsum(_equation, [.. inputs.OfType<Tensor>()]);
}
