using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Log, opset 1: natural logarithm.</summary>
internal sealed class Log(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).log();
}
