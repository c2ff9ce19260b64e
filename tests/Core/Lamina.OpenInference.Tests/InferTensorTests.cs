namespace Lamina.OpenInference.Tests;

public sealed class InferTensorTests
{
    [Theory]
    [InlineData(DataType.Fp32, new long[] { 2, 3 }, 24)]
    [InlineData(DataType.Fp32, new long[0], 4)]
    [InlineData(DataType.Int64, new long[] { 0, 3 }, 0)]
    [InlineData(DataType.UInt8, new long[] { 0, long.MaxValue, long.MaxValue }, 0)]
    [InlineData(DataType.Bf16, new long[] { 5 }, 10)]
    [InlineData(DataType.Bytes, new long[] { 2 }, 8)]
    public void Create_FittingBytes_IsAccepted(DataType type, long[] shape, int bytes) =>
        Assert.Equal(shape, Samples.Value(InferTensor.Create("x", type, shape, new byte[bytes])).Shape);

    [Theory]
    [InlineData(DataType.Fp32, new long[] { 2, 3 }, 23, "has 23 bytes, its shape [2,3] of FP32 wants 24")]
    [InlineData(DataType.Fp32, new long[] { -1, 3 }, 12, "impossible shape [-1,3]")]
    [InlineData(DataType.Int8, new long[] { 0, -1 }, 0, "impossible shape")]
    [InlineData(DataType.UInt8, new[] { 1L << 32, 1L << 32 }, 0, "impossible shape")]
    [InlineData(DataType.Fp64, new[] { 1L << 61 }, 0, "wants too many")]
    [InlineData(DataType.Bytes, new long[] { 1 }, 3, "do not add up")]
    [InlineData(DataType.Bytes, new long[] { 3 }, 8, "has 2 BYTES elements, its shape [3] wants 3")]
    public void Create_OtherBytes_IsRefused(DataType type, long[] shape, int bytes, string reason)
    {
        OipFault fault = Samples.Fault(InferTensor.Create("x", type, shape, new byte[bytes]));
        Assert.Equal(OipFaultKind.InvalidArgument, fault.Kind);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_BoolOfTwo_IsRefused() =>
        Assert.Contains("neither 0 nor 1", Samples.Fault(InferTensor.Create("x", DataType.Bool, [1], new byte[] { 2 })).Message, StringComparison.Ordinal);

    [Fact]
    public void Constructor_OwnMistake_Throws() =>
        Assert.Throws<ArgumentException>(() => new InferTensor("x", DataType.Fp32, [1], new byte[3]));

    [Theory]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(0xFFFFFFFFu)]
    public void Create_ElementLongerThanItsBytes_IsRefused(uint length)
    {
        byte[] data = [.. BitConverter.GetBytes(length), 1, 2];
        Assert.Contains("do not add up", Samples.Fault(InferTensor.Create("x", DataType.Bytes, [1], data)).Message, StringComparison.Ordinal);
    }

    /// <summary>Names and sizes as the protocol's table of tensor data types gives them.</summary>
    [Theory]
    [InlineData("BOOL", 1)]
    [InlineData("UINT8", 1)]
    [InlineData("UINT16", 2)]
    [InlineData("UINT32", 4)]
    [InlineData("UINT64", 8)]
    [InlineData("INT8", 1)]
    [InlineData("INT16", 2)]
    [InlineData("INT32", 4)]
    [InlineData("INT64", 8)]
    [InlineData("FP16", 2)]
    [InlineData("FP32", 4)]
    [InlineData("FP64", 8)]
    [InlineData("BYTES", 0)]
    [InlineData("BF16", 2)]
    public void DataType_Name_HasItsSize(string name, int size)
    {
        Assert.True(DataTypes.TryParse(name, out DataType type));
        Assert.Equal((name, size), (type.Name(), type.Size()));
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("FLOAT")]
    [InlineData("")]
    [InlineData(null)]
    public void DataType_OtherName_IsUnknown(string? name) => Assert.False(DataTypes.TryParse(name, out _));
}
