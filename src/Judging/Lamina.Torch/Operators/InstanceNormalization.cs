using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>InstanceNormalization, opset 6.</summary>
internal sealed class InstanceNormalization(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) =>
        F.instance_norm(Need(inputs, 0), weight: Need(inputs, 1), bias: Need(inputs, 2), eps: Node.Float("epsilon", 1e-5f));
}
