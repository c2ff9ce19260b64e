using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>LayerNormalization, opset 17: over the axes from the given one on. Mean and deviation are not given.</summary>
internal sealed class LayerNormalization : Operator
{
    private readonly long _axis;
    private readonly float _epsilon;

    public LayerNormalization(OnnxNode node)
        : base(node)
    {
        OneOutput();
        _axis = node.Int("axis", -1);
        _epsilon = node.Float("epsilon", 1e-5f);
    }

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        return F.layer_norm(x, x.shape[(int)Axis(_axis, x.dim())..], Need(inputs, 1), Optional(inputs, 2), _epsilon);
    }
}
