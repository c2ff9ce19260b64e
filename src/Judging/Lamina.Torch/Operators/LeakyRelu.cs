using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>LeakyRelu, opset 6: alpha * x below 0.</summary>
internal sealed class LeakyRelu(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => F.leaky_relu(Need(inputs, 0), Node.Float("alpha", 0.01f));
}
