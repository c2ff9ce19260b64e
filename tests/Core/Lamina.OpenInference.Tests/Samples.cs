using System.Buffers.Binary;
using System.Text;
using Lamina.OpenInference.Tensors;

namespace Lamina.OpenInference.Tests;

/// <summary>Small tensors of every type, with values at the ends of their ranges.</summary>
internal static class Samples
{
    public static InferLimits Limits { get; } = new();

    public static InferTensor Fp32(string name, params float[] values) => Fp32(name, [values.Length], values);

    public static InferTensor Fp32(string name, long[] shape, params float[] values)
    {
        byte[] data = new byte[4 * values.Length];
        for (int index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(4 * index), values[index]);
        }

        return new InferTensor(name, DataType.Fp32, shape, data);
    }

    /// <summary>Two elements: the type's least and greatest finite value, 0 and 1, or two strings.</summary>
    public static InferTensor Of(DataType type, string name = "x") => new(name, type, [2], Convert.FromHexString(type switch
    {
        DataType.Bool => "0001",
        DataType.UInt8 => "00FF",
        DataType.Int8 => "807F",
        DataType.UInt16 => "0000FFFF",
        DataType.Int16 => "0080FF7F",
        DataType.UInt32 => "00000000FFFFFFFF",
        DataType.Int32 => "00000080FFFFFF7F",
        DataType.UInt64 => "0000000000000000FFFFFFFFFFFFFFFF",
        DataType.Int64 => "0000000000000080FFFFFFFFFFFFFF7F",
        DataType.Fp16 => "FFFBFF7B",
        DataType.Bf16 => "7FFF7F7F",
        DataType.Fp32 => "FFFF7FFFFFFF7F7F",
        DataType.Fp64 => "FFFFFFFFFFFFEFFFFFFFFFFFFFFFEF7F",
        _ => Convert.ToHexString(BytesElements.Join([Encoding.UTF8.GetBytes("déjà"), ReadOnlyMemory<byte>.Empty])),
    }));

    public static InferRequest Request(params InferTensor[] inputs) => new() { ModelName = "m", Id = "42", Inputs = inputs };

    public static T Value<T>(Outcome<T> outcome)
        where T : class
    {
        Assert.True(outcome.Succeeded(out T? value, out OipFault? fault), fault?.Message);
        return value;
    }

    public static OipFault Fault<T>(Outcome<T> outcome)
        where T : class
    {
        Assert.False(outcome.Succeeded(out _, out OipFault? fault), "this should have been refused");
        return fault!;
    }
}
