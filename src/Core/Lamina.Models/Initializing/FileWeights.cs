using Lamina.Models.Weights;
using Lamina.Onnx;
using Lamina.Onnx.Tensors;

namespace Lamina.Models.Initializing;

/// <summary>Places the tensors of a file. What does not fit is collected, so that the refusal names all of it at once.</summary>
internal sealed class FileWeights(WeightFile file, Func<string, string> nameInFile) : IWeights
{
    private const int MostNamed = 5;

    private readonly HashSet<string> _placed = [];
    private readonly List<string> _faults = [];

    public TensorPayload Payload(WeightSlot slot)
    {
        string name = nameInFile(slot.Name);
        WeightTensor? tensor = file.Find(name);
        long length = slot.Count * sizeof(float);
        if (tensor is null)
        {
            _faults.Add($"'{name}' is missing");
            return TensorPayload.OfStream(length, () => Stream.Null);
        }

        _placed.Add(name);
        if (!Fits(slot, tensor))
        {
            _faults.Add($"'{name}' is [{string.Join(',', tensor.Shape)}], wanted [{string.Join(',', slot.FileShape())}]");
        }
        else if (!tensor.Type.IsFloat())
        {
            _faults.Add($"'{name}' is {tensor.Type.Name()}, wanted a floating-point type");
        }

        return TensorPayload.OfStream(length, () => WeightConversion.Open(tensor, slot));
    }

    /// <summary>To be called when the network is complete.</summary>
    /// <exception cref="WeightException">A tensor was missing, did not fit or was left over; the sentence names them.</exception>
    public void Finish(string network)
    {
        foreach (WeightTensor tensor in file.Tensors.Where(tensor => !_placed.Contains(tensor.Name) && !IsBookkeeping(tensor.Name)))
        {
            _faults.Add($"'{tensor.Name}' is left over");
        }

        if (_faults.Count > 0)
        {
            string more = _faults.Count > MostNamed ? $"; and {_faults.Count - MostNamed} more" : "";
            throw new WeightException($"The weights in '{file.Path}' are not those of {network}: {string.Join("; ", _faults.Take(MostNamed))}{more}.");
        }
    }

    /// <summary>Counters of training that inference has no use for.</summary>
    private static bool IsBookkeeping(string name) =>
        name.EndsWith(".num_batches_tracked", StringComparison.Ordinal) || name == "normalization/count";

    // timm keeps VGG's first dense layer as a convolution; its bytes are the same.
    private static bool Fits(WeightSlot slot, WeightTensor tensor)
    {
        long[] wanted = slot.FileShape();
        bool denseAsConvolution = wanted.Length == 2 && tensor.Shape.Count == 4 && slot.Permutation.IsEmpty
            && wanted[0] == tensor.Shape[0] && wanted[1] == tensor.Shape.Skip(1).Aggregate(1L, (product, length) => product * length);
        return denseAsConvolution || tensor.Shape.SequenceEqual(wanted);
    }
}
