using Lamina.OpenInference;

namespace Lamina.Enclave;

/// <summary>The same element types in the words of the plan, of ONNX and of the Open Inference Protocol.</summary>
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

    /// <summary>In the words of the Open Inference Protocol.</summary>
    public static DataType ToWire(Plans.ElementType type) => type switch
    {
        Plans.ElementType.Float32 => DataType.Fp32,
        Plans.ElementType.Float16 => DataType.Fp16,
        Plans.ElementType.BFloat16 => DataType.Bf16,
        Plans.ElementType.Float64 => DataType.Fp64,
        Plans.ElementType.Int8 => DataType.Int8,
        Plans.ElementType.UInt8 => DataType.UInt8,
        Plans.ElementType.Int16 => DataType.Int16,
        Plans.ElementType.UInt16 => DataType.UInt16,
        Plans.ElementType.Int32 => DataType.Int32,
        Plans.ElementType.UInt32 => DataType.UInt32,
        Plans.ElementType.Int64 => DataType.Int64,
        Plans.ElementType.UInt64 => DataType.UInt64,
        Plans.ElementType.Bool => DataType.Bool,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no such element type"),
    };
}
