using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>SpaceToDepth, opset 1: blocks of pixels become channels.</summary>
internal sealed class SpaceToDepth(OnnxNode node) : Operator(node)
{
    private readonly long _block = node.Int("blocksize", 1);

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        long n = x.shape[0], c = x.shape[1], h = x.shape[2] / _block, w = x.shape[3] / _block;
        return x.reshape(n, c, h, _block, w, _block).permute(0, 3, 5, 1, 2, 4).reshape(n, c * _block * _block, h, w);
    }
}
