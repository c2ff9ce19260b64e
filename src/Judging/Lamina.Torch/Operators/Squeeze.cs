using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Squeeze, opset 1: axes are an attribute before opset 13, an input from there on; without them all of length 1.</summary>
internal sealed class Squeeze(OnnxNode node) : Operator(node)
{
    private readonly long[]? _axes = node.Ints("axes") is { } axes ? [.. axes] : null;

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        long[]? axes = _axes ?? Integers(inputs, 1);
        HashSet<long> gone = axes is null
            ? [.. Enumerable.Range(0, (int)x.dim()).Select(axis => (long)axis).Where(axis => x.shape[axis] == 1)]
            : [.. axes.Select(axis => Axis(axis, x.dim()))];
        return x.reshape([.. x.shape.Where((_, axis) => !gone.Contains(axis))]);
    }
}
