using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Lamina.Plans;

/// <summary>Element types that a tensor of a plan may have: those of ONNX with a fixed size.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ElementType>))]
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The types' names are what is enumerated.")]
public enum ElementType
{
    /// <summary>IEEE binary32, the usual one.</summary>
    [JsonStringEnumMemberName("float32")]
    Float32,

    /// <summary>IEEE binary16.</summary>
    [JsonStringEnumMemberName("float16")]
    Float16,

    /// <summary>The upper half of a binary32.</summary>
    [JsonStringEnumMemberName("bfloat16")]
    BFloat16,

    /// <summary>IEEE binary64.</summary>
    [JsonStringEnumMemberName("float64")]
    Float64,

    /// <summary>Signed, 8 bits.</summary>
    [JsonStringEnumMemberName("int8")]
    Int8,

    /// <summary>Unsigned, 8 bits.</summary>
    [JsonStringEnumMemberName("uint8")]
    UInt8,

    /// <summary>Signed, 16 bits.</summary>
    [JsonStringEnumMemberName("int16")]
    Int16,

    /// <summary>Unsigned, 16 bits.</summary>
    [JsonStringEnumMemberName("uint16")]
    UInt16,

    /// <summary>Signed, 32 bits.</summary>
    [JsonStringEnumMemberName("int32")]
    Int32,

    /// <summary>Unsigned, 32 bits.</summary>
    [JsonStringEnumMemberName("uint32")]
    UInt32,

    /// <summary>Signed, 64 bits; what shapes are made of.</summary>
    [JsonStringEnumMemberName("int64")]
    Int64,

    /// <summary>Unsigned, 64 bits.</summary>
    [JsonStringEnumMemberName("uint64")]
    UInt64,

    /// <summary>One byte, 0 or 1.</summary>
    [JsonStringEnumMemberName("bool")]
    Bool,
}

/// <summary>Names and sizes of <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    /// <summary>Bytes per element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Int8 or ElementType.UInt8 or ElementType.Bool => 1,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 or ElementType.UInt16 => 2,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no such element type"),
    };

    /// <summary>The name that plans use, such as <c>float32</c>.</summary>
    public static string Name(this ElementType type) => type.ToString().ToLowerInvariant();
}
