using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Softplus, opset 1: log(1 + exp(x)); linear above 20, where the difference is below float32.</summary>
internal sealed class Softplus(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => F.softplus(Need(inputs, 0));
}
