namespace Lamina.Onnx;

/// <summary>Sizes and names of element types.</summary>
public static class ElementTypes
{
    private static readonly string[] Names =
    [
        "undefined", "float", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "double", "uint32", "uint64",
        "complex64", "complex128", "bfloat16", "float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "uint4", "int4", "float4e2m1",
        "float8e8m0", "uint2", "int2",
    ];

    /// <summary>Bits of one element; 0 where the size is not fixed or the type is unknown.</summary>
    public static int Bits(this ElementType type) => type switch
    {
        ElementType.UInt2 or ElementType.Int2 => 2,
        ElementType.UInt4 or ElementType.Int4 or ElementType.Float4E2M1 => 4,
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool or ElementType.Float8E8M0 => 8,
        >= ElementType.Float8E4M3FN and <= ElementType.Float8E5M2FNUZ => 8,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 16,
        ElementType.Float or ElementType.Int32 or ElementType.UInt32 => 32,
        ElementType.Double or ElementType.Int64 or ElementType.UInt64 or ElementType.Complex64 => 64,
        ElementType.Complex128 => 128,
        _ => 0,
    };

    /// <summary>Bytes that <paramref name="count"/> elements take in little-endian raw form, or null when the type has no fixed size or the number overflows.</summary>
    public static long? Bytes(this ElementType type, long count)
    {
        Int128 bits = (Int128)count * type.Bits();
        return type.Bits() == 0 || count < 0 || bits > long.MaxValue ? null : (long)((bits + 7) / 8);
    }

    /// <summary>The name used in ONNX' textual form, such as <c>float16</c>.</summary>
    public static string Name(this ElementType type) => (uint)type < Names.Length ? Names[(int)type] : $"type {(int)type}";

    /// <summary>The type with the given textual name, or <see cref="ElementType.Undefined"/>.</summary>
    public static ElementType FromName(string name) => (ElementType)Math.Max(0, Array.IndexOf(Names, name));

    /// <summary>True for integers and booleans, which can carry a shape.</summary>
    public static bool IsInteger(this ElementType type) => type is ElementType.Bool or ElementType.UInt32 or ElementType.UInt64
        or (>= ElementType.UInt8 and <= ElementType.Int64) or ElementType.UInt4 or ElementType.Int4 or ElementType.UInt2 or ElementType.Int2;

    /// <summary>True for floating-point numbers of 16 bits or more.</summary>
    public static bool IsFloat(this ElementType type) => type is ElementType.Float or ElementType.Float16 or ElementType.BFloat16 or ElementType.Double;
}
