using System.Diagnostics.CodeAnalysis;

namespace Lamina.OpenInference;

/// <summary>Element types of the Open Inference Protocol v2 (and BF16 of Triton). The numbers are those of Triton's model configuration.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The protocol names its types so.")]
public enum DataType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool = 1,

    /// <summary>Unsigned, 1 byte.</summary>
    UInt8 = 2,

    /// <summary>Unsigned, 2 bytes.</summary>
    UInt16 = 3,

    /// <summary>Unsigned, 4 bytes.</summary>
    UInt32 = 4,

    /// <summary>Unsigned, 8 bytes.</summary>
    UInt64 = 5,

    /// <summary>Signed, 1 byte.</summary>
    Int8 = 6,

    /// <summary>Signed, 2 bytes.</summary>
    Int16 = 7,

    /// <summary>Signed, 4 bytes.</summary>
    Int32 = 8,

    /// <summary>Signed, 8 bytes.</summary>
    Int64 = 9,

    /// <summary>IEEE half precision, 2 bytes.</summary>
    Fp16 = 10,

    /// <summary>IEEE single precision, 4 bytes.</summary>
    Fp32 = 11,

    /// <summary>IEEE double precision, 8 bytes.</summary>
    Fp64 = 12,

    /// <summary>Byte strings: each element is a 4-byte little-endian length and that many bytes.</summary>
    Bytes = 13,

    /// <summary>The upper half of an IEEE single, 2 bytes.</summary>
    Bf16 = 14,
}
