using Lamina.Onnx;
using TorchSharp;

namespace Lamina.Torch.Operators;

/// <summary>
/// Dropout, opset 7. While training, elements are dropped with the node's ratio and the rest scaled up, as PyTorch does;
/// otherwise the input passes, whatever the node's own training_mode says. The mask is not given.
/// </summary>
internal sealed class Dropout : Operator
{
    private readonly float? _ratio;

    public Dropout(OnnxNode node, int opset)
        : base(node)
    {
        OneOutput();
        _ratio = opset < 12 ? node.Float("ratio", 0.5f) : null;
    }

    protected override Tensor Run(Tensor?[] inputs, bool training)
    {
        Tensor x = Need(inputs, 0);
        return training ? F.dropout(x, _ratio ?? Optional(inputs, 1)?.ToSingle() ?? 0.5f, training: true) : x.alias();
    }
}
