using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Add, opset 7: with numpy's broadcasting.</summary>
internal sealed class Add(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0) + Need(inputs, 1);
}
