using Lamina.Onnx.Tensors;

namespace Lamina.Onnx.Tests.Tensors;

public sealed class TensorReadingTests
{
    /// <summary>The same six values in every way the format can store them.</summary>
    public static TheoryData<ElementType, byte[], float[]> Stored()
    {
        float[] values = [0, 1, -2, 0.5f, 100, -0.25f];
        byte[] Varints(IEnumerable<ushort> bits) => [.. bits.SelectMany(value => Proto.Varint(value))];
        byte[] Raw<T>(IEnumerable<T> list)
            where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(list.ToArray()).ToArray();
        return new()
        {
            { ElementType.Float, Proto.Bytes(9, Raw(values)), values },
            { ElementType.Float, Proto.Bytes(4, Raw(values)), values },
            { ElementType.Float, Proto.Join([.. values.Select(value => Proto.Join([0x25], Raw<float>([value])))]), values },
            { ElementType.Float, Proto.Join(Proto.Bytes(4, Raw(values[..2])), Proto.Bytes(4, Raw(values[2..]))), values },
            { ElementType.Double, Proto.Bytes(9, Raw(values.Select(value => (double)value))), values },
            { ElementType.Double, Proto.Bytes(10, Raw(values.Select(value => (double)value))), values },
            { ElementType.Float16, Proto.Bytes(9, Raw(values.Select(value => (Half)value))), values },
            { ElementType.Float16, Proto.Bytes(5, Varints(values.Select(value => BitConverter.HalfToUInt16Bits((Half)value)))), values },
            { ElementType.BFloat16, Proto.Bytes(9, Raw(values.Select(value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)))), values },
            { ElementType.BFloat16, Proto.Bytes(5, Varints(values.Select(value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)))), values },
        };
    }

    [Theory]
    [MemberData(nameof(Stored))]
    public void ToFloats_OfEveryEncoding_GivesTheValues(ElementType type, byte[] data, float[] values)
    {
        using OnnxModel model = Holding(type, data);
        OnnxTensor tensor = model.Graph.Initializer("w")!;
        Assert.Equal(values, tensor.ToFloats());
        Assert.Equal(TensorReading.FromFloats(values, type), tensor.ToBytes());
        Assert.Throws<OnnxFormatException>(() => tensor.ToInt64s());
    }

    [Theory]
    [InlineData(ElementType.Int8)]
    [InlineData(ElementType.Int16)]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.Int64)]
    public void ToInt64s_OfEveryWidth_GivesTheValues(ElementType type)
    {
        long[] values = [0, 1, -2, 100, -100, 7];
        Assert.Equal(values, OnnxTensor.OfIntegers("w", type, [6], values).ToInt64s());
        byte[] varints = [.. values.SelectMany(value => Proto.Varint((ulong)value))];
        using OnnxModel model = Holding(type, Proto.Bytes(type == ElementType.Int64 ? 7 : 5, varints));
        Assert.Equal(values, model.Graph.Initializer("w")!.ToInt64s());
        Assert.Throws<OnnxFormatException>(() => model.Graph.Initializer("w")!.ToFloats());
    }

    [Theory]
    [InlineData(ElementType.UInt8, 200)]
    [InlineData(ElementType.UInt16, 60_000)]
    [InlineData(ElementType.UInt32, 4_000_000_000)]
    [InlineData(ElementType.Bool, 1)]
    public void ToInt64s_OfUnsignedTypes_HasNoSign(ElementType type, long value) =>
        Assert.Equal([value], OnnxTensor.OfIntegers("w", type, [1], [value]).ToInt64s());

    [Fact]
    public void FromFloats_RoundsToNearestEven()
    {
        // Bfloat16 has 8 bits: 1 + 2^-8 lies between 1 and 1 + 2^-7 and goes to the even one, a bit more goes up.
        float half = 1 + (1f / 256), more = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(half) + 1);
        byte[] bytes = TensorReading.FromFloats([half, more, float.NaN, float.NegativeInfinity], ElementType.BFloat16);
        float[] back = new OnnxTensor("w", ElementType.BFloat16, [4], TensorPayload.OfBytes(bytes)).ToFloats();
        Assert.Equal([1f, 1 + (1f / 128), float.NaN, float.NegativeInfinity], back);
        Assert.Throws<ArgumentException>(() => TensorReading.FromFloats([1], ElementType.Int8));
    }

    [Fact]
    public void Constructor_PayloadOfAnotherLength_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => OnnxTensor.OfFloats("w", [3], [1, 2]));
        Assert.Throws<ArgumentException>(() => OnnxTensor.OfIntegers("w", ElementType.Float, [1], [1]));
    }

    private static OnnxModel Holding(ElementType type, byte[] data) =>
        OnnxModel.Parse(Proto.Model(Proto.Message(5, Proto.Text(8, "w"), Proto.Int(1, 6), Proto.Int(2, (long)type), data)));
}
