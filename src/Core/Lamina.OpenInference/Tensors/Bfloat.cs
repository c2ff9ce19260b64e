namespace Lamina.OpenInference.Tensors;

/// <summary>BF16 values as their 16 bits.</summary>
internal static class Bfloat
{
    public static float ToSingle(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>Rounds to nearest, ties to even; a NaN stays one.</summary>
    public static ushort FromSingle(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    public static bool IsFinite(ushort bits) => (bits & 0x7F80) != 0x7F80;
}
