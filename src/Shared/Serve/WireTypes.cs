using Lamina.OpenInference;

namespace Lamina.Shared.Serve;

/// <summary>The element types of a plan in the words of the Open Inference Protocol.</summary>
internal static class WireTypes
{
    /// <summary>The protocol's name for a type.</summary>
    public static DataType Of(Plans.ElementType type) => type switch
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
