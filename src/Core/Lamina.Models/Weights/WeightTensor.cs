using Lamina.Onnx;

namespace Lamina.Models.Weights;

/// <summary>One tensor of a file of weights. Its bytes stay in the file until they are asked for.</summary>
public sealed class WeightTensor
{
    private readonly Func<Stream> _open;

    internal WeightTensor(string name, ElementType type, IReadOnlyList<long> shape, long byteLength, Func<Stream> open)
    {
        Name = name;
        Type = type;
        Shape = shape;
        ByteLength = byteLength;
        _open = open;
    }

    /// <summary>Name in the file: a key of the state_dict, or <c>layer/weight</c> in Keras' files.</summary>
    public string Name { get; }

    /// <summary>Type of the elements.</summary>
    public ElementType Type { get; }

    /// <summary>Lengths of the axes, outermost first; none for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Number of bytes.</summary>
    public long ByteLength { get; }

    /// <summary>
    /// Opens the elements, row-major and little-endian, for one sequential read; the caller disposes the stream. Only one stream of a file may be open at a time.
    /// </summary>
    /// <exception cref="WeightException">The file ends early or is damaged; also thrown while reading.</exception>
    public Stream Open() => _open();

    /// <summary>Such as <c>conv1.weight float[64,3,7,7]</c>.</summary>
    public override string ToString() => $"{Name} {Type.Name()}[{string.Join(',', Shape)}]";
}
