using Lamina.Onnx;
using TorchSharp;

namespace Lamina.Torch.Operators;

/// <summary>Gather, opset 1: entries along one axis by indices of any rank; negative ones count from the end.</summary>
internal sealed class Gather(OnnxNode node) : Operator(node)
{
    private readonly long _axis = node.Int("axis", 0);

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        Tensor indices = Need(inputs, 1).to_type(torch.ScalarType.Int64);
        long axis = Axis(_axis, x.dim());
        Tensor flat = indices.reshape(-1);
        Tensor taken = x.index_select(axis, torch.where(flat.lt(0), flat + x.shape[axis], flat));
        return taken.reshape([.. x.shape.Take((int)axis), .. indices.shape, .. x.shape.Skip((int)axis + 1)]);
    }
}
