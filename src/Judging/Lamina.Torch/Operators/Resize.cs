using Lamina.Onnx;
using TorchSharp;

namespace Lamina.Torch.Operators;

/// <summary>
/// Resize, opset 10 (and Upsample, opset 9), of the last two axes of a picture: nearest (asymmetric with floor), linear and
/// cubic (half_pixel, pytorch_half_pixel, align_corners; cubic_coeff_a -0.75). Anything else is refused.
/// </summary>
internal sealed class Resize : Operator
{
    private readonly string _mode;
    private readonly bool _alignCorners;
    private readonly int _scales;

    public Resize(OnnxNode node, int opset)
        : base(node)
    {
        _mode = node.Text("mode", "nearest");
        _scales = opset < 11 ? 1 : 2;
        string transform = opset < 11 ? "asymmetric" : node.Text("coordinate_transformation_mode", "half_pixel");
        _alignCorners = transform == "align_corners";
        bool known = _mode switch
        {
            "nearest" => transform == "asymmetric" && (opset < 11 || node.Text("nearest_mode", "round_prefer_floor") == "floor"),
            "linear" => transform is "half_pixel" or "pytorch_half_pixel" or "align_corners",
            "cubic" => transform is "half_pixel" or "pytorch_half_pixel" or "align_corners" && node.Float("cubic_coeff_a", -0.75f) == -0.75f,
            _ => false,
        };
        if (!known)
        {
            throw Refuse($"mode '{_mode}' with coordinates '{transform}' is not supported");
        }

        Only("antialias", 0);
        Only("exclude_outside", 0);
    }

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        if (x.dim() != 4)
        {
            throw Refuse($"an input of {x.dim()} axes is not supported");
        }

        long[] size = TargetSize(inputs, x);
        return _mode switch
        {
            "nearest" => F.interpolate(x, size, mode: torch.InterpolationMode.Nearest),
            "linear" => F.interpolate(x, size, mode: torch.InterpolationMode.Bilinear, align_corners: _alignCorners),
            _ => F.interpolate(x, size, mode: torch.InterpolationMode.Bicubic, align_corners: _alignCorners),
        };
    }

    private long[] TargetSize(Tensor?[] inputs, Tensor x)
    {
        long[]? sizes = Integers(inputs, 3) is { Length: > 0 } given ? given : null;
        if (sizes is null)
        {
            float[] scales = Node.Floats("scales") is { } fixedScales ? [.. fixedScales] : Need(inputs, _scales).data<float>().ToArray();
            sizes = scales.Length == 4 ? [.. x.shape.Zip(scales, (length, scale) => (long)Math.Floor(length * scale))] : throw Refuse($"{scales.Length} scales are not supported");
        }

        return sizes.Length == 4 && sizes[0] == x.shape[0] && sizes[1] == x.shape[1] ? sizes[2..] : throw Refuse("only the last two of four axes may change");
    }
}
