using System.IO.Compression;
using Lamina.Onnx;

namespace Lamina.Models.Weights.Torch;

/// <summary>
/// Reads what <c>torch.save(model.state_dict(), "x.pth")</c> has written since PyTorch 1.6: a zip with a pickle (<c>data.pkl</c>) that describes the tensors
/// and one file of elements per storage (<c>data/0</c>, ...). A checkpoint that holds the state_dict under a usual key is read too.
/// </summary>
internal sealed class TorchFile : WeightFile
{
    private static readonly string[] Wrappers = ["state_dict", "model", "model_state_dict", "net"];

    private readonly ZipArchive _archive;
    private readonly string _root;
    private readonly WeightLimits _limits;

    /// <exception cref="WeightException">The zip does not hold a state_dict.</exception>
    public TorchFile(string path, ZipArchive archive, WeightLimits limits)
        : base(path)
    {
        _archive = archive;
        _limits = limits;
        ZipArchiveEntry[] pickles = [.. archive.Entries.Where(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal))];
        _root = pickles[0].FullName[..^"data.pkl".Length];
        if (pickles.Length > 1 || archive.Entries.Any(entry => entry.FullName.StartsWith(_root + "code/", StringComparison.Ordinal)))
        {
            throw new WeightException($"'{path}' is a TorchScript program, not weights: save its state_dict instead.");
        }

        CheckByteOrder();
        object? root = new Unpickler(ReadPickle(pickles[0]), limits.MaxPickleSteps).Load();
        Tensors = Describe(StateDict(root));
    }

    public override string Format => "PyTorch state_dict";

    public override IReadOnlyList<WeightTensor> Tensors { get; }

    protected override void Dispose(bool disposing) => _archive.Dispose();

    private void CheckByteOrder()
    {
        if (_archive.GetEntry(_root + "byteorder") is ZipArchiveEntry entry)
        {
            using StreamReader reader = new(entry.Open());
            char[] order = new char[16];
            int read = reader.ReadBlock(order);
            if (new string(order, 0, read) != "little")
            {
                throw new WeightException($"'{Path}' was written by a machine whose byte order is not little-endian.");
            }
        }
    }

    private byte[] ReadPickle(ZipArchiveEntry entry)
    {
        if (entry.Length > _limits.MaxHeaderBytes)
        {
            throw new WeightException($"'{Path}' has a pickle of {entry.Length} bytes, more than {_limits.MaxHeaderBytes}.");
        }

        byte[] pickle = new byte[entry.Length];
        using BoundedStream stream = new(entry.Open(), entry.Length, "the pickle");
        stream.ReadExactly(pickle);
        return pickle;
    }

    private PickleDict StateDict(object? root)
    {
        PickleDict dict = root as PickleDict ?? throw new WeightException($"'{Path}' holds no dictionary but one single object: save the model's state_dict instead.");
        if (dict.Items.Any(item => item.Value is TorchTensor))
        {
            return dict;
        }

        return dict.Items.Where(item => item.Key is string key && Wrappers.Contains(key)).Select(item => item.Value).OfType<PickleDict>().FirstOrDefault()
            ?? throw new WeightException($"'{Path}' holds no tensors at its top, nor under {string.Join(", ", Wrappers.Select(key => $"'{key}'"))}.");
    }

    private List<WeightTensor> Describe(PickleDict dict)
    {
        List<WeightTensor> tensors = [];
        HashSet<string> names = [];
        foreach ((object? key, object? value) in dict.Items)
        {
            if (key is not string name || value is not TorchTensor tensor)
            {
                throw new WeightException($"'{Path}': the entry '{key}' of the state_dict is no tensor.");
            }

            if (!names.Add(name) || tensors.Count == _limits.MaxTensors)
            {
                throw new WeightException($"'{Path}' holds the tensor '{name}' twice, or more than {_limits.MaxTensors} tensors.");
            }

            tensors.Add(Describe(name, tensor));
        }

        return tensors;
    }

    private WeightTensor Describe(string name, TorchTensor tensor)
    {
        TorchStorage storage = tensor.Storage;
        long bytes = WeightShape.Bytes(name, storage.Type, tensor.Shape, _limits);
        int width = storage.Type.Bits() / 8;
        ZipArchiveEntry entry = _archive.GetEntry($"{_root}data/{storage.Key}")
            ?? throw new WeightException($"'{Path}': the elements of '{name}' (data/{storage.Key}) are missing.");
        if (entry.Length / width < storage.Count)
        {
            throw new WeightException($"'{Path}': '{name}' claims a storage of {storage.Count} elements, but data/{storage.Key} has {entry.Length} bytes.");
        }

        TorchView view = TorchView.Check(name, tensor);
        return new WeightTensor(name, storage.Type, tensor.Shape, bytes, () => view.Open(entry, width, $"tensor '{name}'"));
    }
}
