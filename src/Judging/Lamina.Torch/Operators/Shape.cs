using Lamina.Onnx;
using TorchSharp;

namespace Lamina.Torch.Operators;

/// <summary>Shape, opset 1: the lengths of the axes, from start to end (opset 15).</summary>
internal sealed class Shape(OnnxNode node) : Operator(node)
{
    private readonly long _start = node.Int("start", 0);
    private readonly long _end = node.Int("end", long.MaxValue);

    protected override Tensor Run(Tensor?[] inputs)
    {
        long[] shape = Need(inputs, 0).shape;
        int start = Clamped(_start, shape.Length);
        int end = Math.Max(start, Clamped(_end, shape.Length));
        return torch.tensor(shape[start..end]);
    }

    private static int Clamped(long place, int rank) => (int)Math.Clamp(place < 0 ? place + rank : place, 0, rank);
}
