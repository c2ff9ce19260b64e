using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Kernel, strides, dilations and padding of convolutions and pools, over one to three spatial axes.</summary>
internal sealed class SpatialWindow
{
    private readonly string _autoPad;
    private readonly long[]? _pads;

    public SpatialWindow(OnnxNode node, long[] kernel)
    {
        Kernel = kernel;
        Strides = node.Ints("strides") is { } strides ? [.. strides] : [.. kernel.Select(_ => 1L)];
        Dilations = node.Ints("dilations") is { } dilations ? [.. dilations] : [.. kernel.Select(_ => 1L)];
        _autoPad = node.Text("auto_pad", "NOTSET");
        _pads = node.Ints("pads") is { } pads ? [.. pads] : null;
        string? fault = kernel.Length is < 1 or > 3 ? $"a kernel of {kernel.Length} axes is not supported"
            : Strides.Length != kernel.Length || Dilations.Length != kernel.Length || (_pads is not null && _pads.Length != 2 * kernel.Length) ? "strides, dilations or pads do not fit the kernel"
            : kernel.Concat(Strides).Concat(Dilations).Any(length => length < 1) ? "kernel, strides and dilations must be positive"
            : _autoPad is not ("NOTSET" or "" or "VALID" or "SAME_UPPER" or "SAME_LOWER") ? $"auto_pad '{_autoPad}' is unknown"
            : null;
        if (fault is not null)
        {
            throw new UnsupportedOperatorException(node, fault);
        }
    }

    /// <summary>Lengths of the window.</summary>
    public long[] Kernel { get; }

    /// <summary>Steps of the window.</summary>
    public long[] Strides { get; }

    /// <summary>Distance of neighbouring elements in the window.</summary>
    public long[] Dilations { get; }

    /// <summary>Padding before and after each spatial axis of an input.</summary>
    public (long[] Before, long[] After) PadsFor(Tensor x)
    {
        int axes = Kernel.Length;
        if (_autoPad is "NOTSET" or "" or "VALID")
        {
            return _pads is null || _autoPad is "VALID" ? (new long[axes], new long[axes]) : (_pads[..axes], _pads[axes..]);
        }

        var before = new long[axes];
        var after = new long[axes];
        for (int i = 0; i < axes; i++)
        {
            long length = x.shape[i + 2];
            long windows = (length + Strides[i] - 1) / Strides[i];
            long total = Math.Max(0, (windows - 1) * Strides[i] + (Kernel[i] - 1) * Dilations[i] + 1 - length);
            (before[i], after[i]) = _autoPad == "SAME_UPPER" ? (total / 2, total - total / 2) : (total - total / 2, total / 2);
        }

        return (before, after);
    }

    /// <summary>Pads explicitly what the native kernels cannot: they know only the same padding on both sides.</summary>
    /// <param name="x">The input.</param>
    /// <param name="fill">Value of the padding.</param>
    /// <param name="largest">Largest padding a kernel takes on an axis.</param>
    /// <returns>The input, padded where needed, and the padding left to the kernel.</returns>
    public (Tensor Input, long[] Padding) Prepare(Tensor x, double fill, Func<int, long> largest)
    {
        (long[] before, long[] after) = PadsFor(x);
        if (before.SequenceEqual(after) && !before.Where((pad, axis) => pad > largest(axis)).Any())
        {
            return (x, before);
        }

        return (Pad(x, before, after, fill), new long[Kernel.Length]);
    }

    /// <summary>Pads the spatial axes with a value.</summary>
    public static Tensor Pad(Tensor x, long[] before, long[] after, double fill)
    {
        // Listed from the last axis back.
        long[] pads = [.. Enumerable.Range(0, before.Length).Reverse().SelectMany(axis => new[] { before[axis], after[axis] })];
        return F.pad(x, pads, TorchSharp.PaddingModes.Constant, fill);
    }
}
