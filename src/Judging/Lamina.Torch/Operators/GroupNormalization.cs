using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>GroupNormalization, opset 18: scale and bias are one a group there, one a channel from opset 21.</summary>
internal sealed class GroupNormalization(OnnxNode node, int opset) : Operator(node)
{
    private readonly long _groups = node.Int("num_groups", 1);
    private readonly float _epsilon = node.Float("epsilon", 1e-5f);
    private readonly bool _perGroup = opset < 21;

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        return F.group_norm(x, _groups, PerChannel(Need(inputs, 1), x), PerChannel(Need(inputs, 2), x), _epsilon);
    }

    private Tensor PerChannel(Tensor values, Tensor x) => _perGroup ? values.repeat_interleave(x.shape[1] / _groups) : values;
}
