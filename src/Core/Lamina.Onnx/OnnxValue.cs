using Lamina.Onnx.Protos;
using Lamina.Onnx.Wire;

namespace Lamina.Onnx;

/// <summary>Name and type of a graph's input, output or intermediate tensor, as the model declares it.</summary>
public sealed class OnnxValue
{
    internal OnnxValue(string name, ElementType type, TensorShape? shape, bool isTensor, ByteSlice message)
    {
        Name = name;
        ElementType = type;
        Shape = shape;
        IsTensor = isTensor;
        Message = message;
    }

    /// <summary>Name of the tensor.</summary>
    public string Name { get; }

    /// <summary>Type of the elements; <see cref="ElementType.Undefined"/> when not declared or not a tensor.</summary>
    public ElementType ElementType { get; }

    /// <summary>Declared shape; null when not even the rank is declared.</summary>
    public TensorShape? Shape { get; }

    /// <summary>False for sequences, maps and optionals.</summary>
    public bool IsTensor { get; }

    internal ByteSlice Message { get; }

    /// <summary>A tensor's declaration made in code.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="type">Type of the elements.</param>
    /// <param name="shape">Shape, or null to leave it open.</param>
    public static OnnxValue Of(string name, ElementType type, TensorShape? shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type };
        if (shape is not null)
        {
            tensor.Shape = new TensorShapeProto();
            tensor.Shape.Dim.AddRange(shape.Select(Encode));
        }

        var proto = new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
        return new(name, type, shape, isTensor: true, ByteSlice.Of(Google.Protobuf.MessageExtensions.ToByteArray(proto)));
    }

    /// <summary>Such as <c>float[N,3,224,224] input</c>.</summary>
    public override string ToString() => $"{ElementType.Name()}{Shape?.ToString() ?? "[...]"} {Name}";

    private static TensorShapeProto.Types.Dimension Encode(Dimension dimension)
    {
        var encoded = new TensorShapeProto.Types.Dimension();
        if (dimension.Value is { } value)
        {
            encoded.DimValue = value;
        }
        else if (!dimension.IsUnknown)
        {
            encoded.DimParam = dimension.ToString();
        }

        return encoded;
    }
}
