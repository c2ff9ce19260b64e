namespace Lamina.Enclave;

/// <summary>The element types of a plan in the words of ONNX.</summary>
internal static class TensorTypes
{
    /// <summary>In the words of ONNX.</summary>
    public static Onnx.ElementType ToRuntime(Plans.ElementType type) => type switch
    {
        Plans.ElementType.Float32 => Onnx.ElementType.Float,
        Plans.ElementType.Float16 => Onnx.ElementType.Float16,
        Plans.ElementType.BFloat16 => Onnx.ElementType.BFloat16,
        Plans.ElementType.Float64 => Onnx.ElementType.Double,
        Plans.ElementType.Int8 => Onnx.ElementType.Int8,
        Plans.ElementType.UInt8 => Onnx.ElementType.UInt8,
        Plans.ElementType.Int16 => Onnx.ElementType.Int16,
        Plans.ElementType.UInt16 => Onnx.ElementType.UInt16,
        Plans.ElementType.Int32 => Onnx.ElementType.Int32,
        Plans.ElementType.UInt32 => Onnx.ElementType.UInt32,
        Plans.ElementType.Int64 => Onnx.ElementType.Int64,
        Plans.ElementType.UInt64 => Onnx.ElementType.UInt64,
        Plans.ElementType.Bool => Onnx.ElementType.Bool,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no such element type"),
    };
}
