using Lamina.Onnx;
using TorchSharp;

namespace Lamina.Torch.Operators;

/// <summary>Pad, opset 2: constant on any axes (negative pads crop); reflect, edge and wrap on the last one to three.</summary>
internal sealed class Pad : Operator
{
    private readonly PaddingModes _mode;
    private readonly long[]? _pads;

    public Pad(OnnxNode node)
        : base(node)
    {
        _mode = node.Text("mode", "constant") switch
        {
            "constant" => PaddingModes.Constant,
            "reflect" => PaddingModes.Reflect,
            "edge" => PaddingModes.Replicate,
            "wrap" => PaddingModes.Circular,
            string mode => throw Refuse($"mode '{mode}' is unknown"),
        };
        _pads = node.Ints("pads") is { } pads ? [.. pads] : null;
    }

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        long[] given = _pads ?? Integers(inputs, 1) ?? throw Refuse("its pads are missing");
        double value = _pads is null ? Optional(inputs, 2)?.ToDouble() ?? 0 : Node.Float("value", 0);
        long[] axes = Integers(inputs, 3) ?? [.. Enumerable.Range(0, (int)x.dim()).Select(axis => (long)axis)];
        if (given.Length != 2 * axes.Length)
        {
            throw Refuse($"{given.Length} pads do not fit {axes.Length} axes");
        }

        var before = new long[x.dim()];
        var after = new long[x.dim()];
        for (int i = 0; i < axes.Length; i++)
        {
            before[Axis(axes[i], x.dim())] = given[i];
            after[Axis(axes[i], x.dim())] = given[axes.Length + i];
        }

        // Torch lists pads from the last axis back, and may stop early.
        int first = Enumerable.Range(0, before.Length).TakeWhile(axis => before[axis] == 0 && after[axis] == 0).Count();
        long[] pads = [.. Enumerable.Range(first, before.Length - first).Reverse().SelectMany(axis => new[] { before[axis], after[axis] })];
        return pads.Length == 0 ? x.alias() : F.pad(x, pads, _mode, value);
    }
}
