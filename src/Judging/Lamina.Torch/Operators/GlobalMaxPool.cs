using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>GlobalMaxPool, opset 1: the maximum over all axes after the channels, which keep length 1.</summary>
internal sealed class GlobalMaxPool(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).amax([.. Enumerable.Range(2, (int)Need(inputs, 0).dim() - 2).Select(axis => (long)axis)], keepdim: true);
}
