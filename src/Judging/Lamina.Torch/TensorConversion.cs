using Lamina.Onnx;
using Lamina.Onnx.Tensors;
using TorchSharp;

namespace Lamina.Torch;

/// <summary>Between ONNX tensors and torch's.</summary>
internal static class TensorConversion
{
    /// <summary>Torch's type for ONNX', or null where torch has none.</summary>
    public static torch.ScalarType? TypeOf(ElementType type) => type switch
    {
        ElementType.Float => torch.ScalarType.Float32,
        ElementType.Double => torch.ScalarType.Float64,
        ElementType.Float16 => torch.ScalarType.Float16,
        ElementType.BFloat16 => torch.ScalarType.BFloat16,
        ElementType.Int8 => torch.ScalarType.Int8,
        ElementType.UInt8 => torch.ScalarType.Byte,
        ElementType.Int16 => torch.ScalarType.Int16,
        ElementType.Int32 => torch.ScalarType.Int32,
        ElementType.Int64 => torch.ScalarType.Int64,
        ElementType.Bool => torch.ScalarType.Bool,
        _ => null,
    };

    /// <summary>A copy of a constant in its own type.</summary>
    /// <exception cref="OnnxFormatException">Torch has no such type.</exception>
    public static Tensor ToTorch(OnnxTensor tensor)
    {
        torch.ScalarType type = TypeOf(tensor.ElementType) ?? throw new OnnxFormatException($"tensor '{tensor.Name}' is {tensor.ElementType.Name()}, which torch does not have");
        Tensor copy = torch.empty([.. tensor.Dims], type);
        tensor.ToBytes().CopyTo(copy.bytes);
        return copy;
    }

    /// <summary>A copy of a floating-point constant as float32.</summary>
    public static Tensor ToFloat32(OnnxTensor tensor) => torch.tensor(tensor.ToFloats()).reshape([.. tensor.Dims]);

    /// <summary>The elements of a float32 tensor in memory order.</summary>
    public static float[] ToFloats(Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return tensor.detach().contiguous().data<float>().ToArray();
    }
}
