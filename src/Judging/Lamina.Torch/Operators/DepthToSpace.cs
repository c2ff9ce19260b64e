using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>DepthToSpace, opset 1: channels become blocks of pixels, in the order DCR (default) or CRD (opset 11).</summary>
internal sealed class DepthToSpace(OnnxNode node) : Operator(node)
{
    private readonly long _block = node.Int("blocksize", 1);
    private readonly bool _crd = node.Text("mode", "DCR") == "CRD";

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        long n = x.shape[0], c = x.shape[1] / (_block * _block), h = x.shape[2], w = x.shape[3];
        Tensor blocks = _crd
            ? x.reshape(n, c, _block, _block, h, w).permute(0, 1, 4, 2, 5, 3)
            : x.reshape(n, _block, _block, c, h, w).permute(0, 3, 4, 1, 5, 2);
        return blocks.reshape(n, c, h * _block, w * _block);
    }
}
