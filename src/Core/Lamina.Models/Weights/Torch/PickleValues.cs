using Lamina.Onnx;

namespace Lamina.Models.Weights.Torch;

/// <summary>A name that a pickle asks for. Only names: nothing is looked up, imported or called.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>A dict or OrderedDict.</summary>
internal sealed class PickleDict
{
    public List<KeyValuePair<object?, object?>> Items { get; } = [];
}

/// <summary>A file of the zip that holds elements.</summary>
internal sealed record TorchStorage(ElementType Type, string Key, long Count);

/// <summary>A view of a storage; offset and strides count elements.</summary>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, IReadOnlyList<long> Shape, IReadOnlyList<long> Strides);
