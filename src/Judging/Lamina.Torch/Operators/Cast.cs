using Lamina.Onnx;
using TorchSharp;

namespace Lamina.Torch.Operators;

/// <summary>Cast, opset 6, between numbers and booleans.</summary>
internal sealed class Cast : Operator
{
    private readonly torch.ScalarType _to;

    public Cast(OnnxNode node)
        : base(node) => _to = TensorConversion.TypeOf((ElementType)node.Int("to", 0)) ?? throw Refuse($"casting to {((ElementType)node.Int("to", 0)).Name()} is not supported");

    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).to_type(_to, copy: true);
}
