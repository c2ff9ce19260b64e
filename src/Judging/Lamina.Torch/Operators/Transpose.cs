using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Transpose, opset 1: reverses the axes unless perm says otherwise.</summary>
internal sealed class Transpose(OnnxNode node) : Operator(node)
{
    private readonly long[]? _order = node.Ints("perm") is { } perm ? [.. perm] : null;

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        return x.permute(_order ?? [.. Enumerable.Range(0, (int)x.dim()).Reverse().Select(axis => (long)axis)]);
    }
}
