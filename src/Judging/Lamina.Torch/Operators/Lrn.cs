using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>LRN, opset 1: x / (bias + alpha / size * sum of squares over neighbouring channels) ^ beta, for odd sizes.</summary>
internal sealed class Lrn : Operator
{
    private readonly long _size;

    public Lrn(OnnxNode node)
        : base(node)
    {
        _size = node.Int("size", 1);
        if (_size % 2 == 0)
        {
            throw Refuse($"size={_size} is not odd");
        }
    }

    protected override Tensor Run(Tensor?[] inputs) =>
        F.local_response_norm(Need(inputs, 0), _size, Node.Float("alpha", 0.0001f), Node.Float("beta", 0.75f), Node.Float("bias", 1));
}
