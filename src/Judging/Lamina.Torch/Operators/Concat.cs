using Lamina.Onnx;
using TorchSharp;

namespace Lamina.Torch.Operators;

/// <summary>Concat, opset 4.</summary>
internal sealed class Concat(OnnxNode node) : Operator(node)
{
    private readonly long _axis = node.Int("axis", 0);

    protected override Tensor Run(Tensor?[] inputs) => torch.cat([.. inputs.OfType<Tensor>()], Axis(_axis, Need(inputs, 0).dim()));
}
