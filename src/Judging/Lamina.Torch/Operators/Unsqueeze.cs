using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Unsqueeze, opset 1: axes (of the result) are an attribute before opset 13, an input from there on.</summary>
internal sealed class Unsqueeze(OnnxNode node) : Operator(node)
{
    private readonly long[]? _axes = node.Ints("axes") is { } axes ? [.. axes] : null;

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        long[] axes = _axes ?? Integers(inputs, 1) ?? throw Refuse("its axes are missing");
        long rank = x.dim() + axes.Length;
        Tensor result = x.alias();
        foreach (long axis in axes.Select(axis => Axis(axis, rank)).Order())
        {
            result = result.unsqueeze(axis);
        }

        return result;
    }
}
