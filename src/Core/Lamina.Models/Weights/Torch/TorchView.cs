using System.IO.Compression;

namespace Lamina.Models.Weights.Torch;

/// <summary>How a tensor lies in its storage.</summary>
internal sealed class TorchView
{
    /// <summary>A tensor that lies scattered is gathered in memory; one larger than this is not met in classifiers.</summary>
    private const int MaxGatherBytes = 1 << 30;

    private readonly TorchTensor _tensor;
    private readonly long _count;
    private readonly bool _contiguous;

    private TorchView(TorchTensor tensor, long count)
    {
        _tensor = tensor;
        _count = count;
        long expected = 1;
        bool contiguous = true;
        for (int axis = tensor.Shape.Count - 1; axis >= 0; axis--)
        {
            contiguous &= tensor.Shape[axis] == 1 || tensor.Strides[axis] == expected;
            expected *= tensor.Shape[axis];
        }

        _contiguous = contiguous || count == 0;
    }

    /// <exception cref="WeightException">The tensor reaches outside its storage, or shows elements several times.</exception>
    public static TorchView Check(string name, TorchTensor tensor)
    {
        Int128 count = 1;
        Int128 last = tensor.Offset;
        for (int axis = 0; axis < tensor.Shape.Count; axis++)
        {
            count *= tensor.Shape[axis];
            last += (Int128)Math.Max(0, tensor.Shape[axis] - 1) * tensor.Strides[axis];
        }

        bool inside = tensor.Offset >= 0 && tensor.Strides.All(stride => stride >= 0) && count <= tensor.Storage.Count && (count == 0 || last < tensor.Storage.Count);
        return inside
            ? new TorchView(tensor, (long)count)
            : throw new WeightException($"Tensor '{name}' reaches outside its storage of {tensor.Storage.Count} elements.");
    }

    /// <summary>Its elements in row-major order.</summary>
    public Stream Open(ZipArchiveEntry entry, int width, string what)
    {
        Stream storage = entry.Open();
        try
        {
            if (_contiguous)
            {
                BoundedStream.Skip(storage, _tensor.Offset * width, what);
                return new BoundedStream(storage, _count * width, what);
            }

            using BoundedStream all = new(storage, _tensor.Storage.Count * width, what);
            return new MemoryStream(Gather(all, width), writable: false);
        }
        catch
        {
            storage.Dispose();
            throw;
        }
    }

    private byte[] Gather(Stream storage, int width)
    {
        if (Math.Max(_tensor.Storage.Count, _count) > MaxGatherBytes / width)
        {
            throw new WeightException($"A tensor that does not lie in row-major order has more than {MaxGatherBytes} bytes: save it contiguous.");
        }

        byte[] source = new byte[_tensor.Storage.Count * width];
        storage.ReadExactly(source);
        byte[] target = new byte[_count * width];
        long[] index = new long[_tensor.Shape.Count];
        long from = _tensor.Offset;
        for (long to = 0; to < _count; to++)
        {
            source.AsSpan((int)(from * width), width).CopyTo(target.AsSpan((int)(to * width)));
            for (int axis = index.Length - 1; axis >= 0; axis--)
            {
                from += _tensor.Strides[axis];
                if (++index[axis] < _tensor.Shape[axis])
                {
                    break;
                }

                from -= _tensor.Strides[axis] * _tensor.Shape[axis];
                index[axis] = 0;
            }
        }

        return target;
    }
}
