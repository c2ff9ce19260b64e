using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Lamina.OpenInference.Tensors;

namespace Lamina.OpenInference.Json;

/// <summary>Tensor contents as JSON values: numbers, <c>true</c> and <c>false</c>, or strings; flat or nested as the shape.</summary>
internal static class JsonTensorData
{
    private delegate T ReadValue<T>(ref Utf8JsonReader reader)
        where T : unmanaged;

    /// <summary>Reads the array that the reader is about to enter.</summary>
    /// <param name="json">The JSON text of the array.</param>
    /// <param name="name">Name of the tensor, for refusals.</param>
    /// <param name="type">Type of its elements.</param>
    /// <param name="shape">Its checked shape.</param>
    /// <param name="take">Gives memory for so many bytes of values.</param>
    public static ReadOnlyMemory<byte> Read(ReadOnlySpan<byte> json, string name, DataType type, long[] shape, Func<int, Memory<byte>> take)
    {
        long count = TensorCheck.Count(shape);

        // Every element takes a character and a comma: a shape larger than its text is refused before memory is taken for it.
        if (count < 0 || count > json.Length)
        {
            throw new RefusedException($"tensor '{name}' has a shape {TensorCheck.Text(shape)} that its JSON data cannot fill");
        }

        return type switch
        {
            DataType.Bool => Numbers(json, name, shape, count, take, static (ref Utf8JsonReader reader) => Boolean(ref reader)),
            DataType.UInt8 => Numbers(json, name, shape, count, take, static (ref Utf8JsonReader reader) => Number(ref reader).TryGetByte(out byte value) ? value : throw OutOfRange()),
            DataType.UInt16 => Numbers(json, name, shape, count, take, static (ref Utf8JsonReader reader) => Number(ref reader).TryGetUInt16(out ushort value) ? value : throw OutOfRange()),
            DataType.UInt32 => Numbers(json, name, shape, count, take, static (ref Utf8JsonReader reader) => Number(ref reader).TryGetUInt32(out uint value) ? value : throw OutOfRange()),
            DataType.UInt64 => Numbers(json, name, shape, count, take, static (ref Utf8JsonReader reader) => Number(ref reader).TryGetUInt64(out ulong value) ? value : throw OutOfRange()),
            DataType.Int8 => Numbers(json, name, shape, count, take, static (ref Utf8JsonReader reader) => Number(ref reader).TryGetSByte(out sbyte value) ? value : throw OutOfRange()),
            DataType.Int16 => Numbers(json, name, shape, count, take, static (ref Utf8JsonReader reader) => Number(ref reader).TryGetInt16(out short value) ? value : throw OutOfRange()),
            DataType.Int32 => Numbers(json, name, shape, count, take, static (ref Utf8JsonReader reader) => Number(ref reader).TryGetInt32(out int value) ? value : throw OutOfRange()),
            DataType.Int64 => Numbers(json, name, shape, count, take, static (ref Utf8JsonReader reader) => Number(ref reader).TryGetInt64(out long value) ? value : throw OutOfRange()),
            DataType.Fp16 => Numbers(json, name, shape, count, take, static (ref Utf8JsonReader reader) => Finite((Half)Number(ref reader).GetDouble())),
            DataType.Fp32 => Numbers(json, name, shape, count, take, static (ref Utf8JsonReader reader) => Number(ref reader).TryGetSingle(out float value) && float.IsFinite(value) ? value : throw OutOfRange()),
            DataType.Fp64 => Numbers(json, name, shape, count, take, static (ref Utf8JsonReader reader) => Number(ref reader).TryGetDouble(out double value) && double.IsFinite(value) ? value : throw OutOfRange()),
            DataType.Bf16 => Numbers(json, name, shape, count, take, static (ref Utf8JsonReader reader) => Bfloat.FromSingle((float)Number(ref reader).GetDouble()) is var value && Bfloat.IsFinite(value) ? value : throw OutOfRange()),
            _ => Strings(json, name, shape, take),
        };
    }

    /// <summary>Writes the contents as one flat array.</summary>
    public static void Write(Utf8JsonWriter writer, InferTensor tensor)
    {
        ReadOnlySpan<byte> data = tensor.Data.Span;
        writer.WriteStartArray();
        switch (tensor.DataType)
        {
            case DataType.Bool:
                foreach (byte value in data)
                {
                    writer.WriteBooleanValue(value != 0);
                }

                break;
            case DataType.UInt8: Each<byte>(data, value => writer.WriteNumberValue(value)); break;
            case DataType.UInt16: Each<ushort>(data, value => writer.WriteNumberValue(value)); break;
            case DataType.UInt32: Each<uint>(data, value => writer.WriteNumberValue(value)); break;
            case DataType.UInt64: Each<ulong>(data, value => writer.WriteNumberValue(value)); break;
            case DataType.Int8: Each<sbyte>(data, value => writer.WriteNumberValue(value)); break;
            case DataType.Int16: Each<short>(data, value => writer.WriteNumberValue(value)); break;
            case DataType.Int32: Each<int>(data, value => writer.WriteNumberValue(value)); break;
            case DataType.Int64: Each<long>(data, value => writer.WriteNumberValue(value)); break;
            case DataType.Fp16: Each<Half>(data, value => Float(writer, (float)value, tensor.Name)); break;
            case DataType.Fp32: Each<float>(data, value => Float(writer, value, tensor.Name)); break;
            case DataType.Fp64: Each<double>(data, value => Float(writer, value, tensor.Name)); break;
            case DataType.Bf16: Each<ushort>(data, value => Float(writer, Bfloat.ToSingle(value), tensor.Name)); break;
            default: WriteStrings(writer, tensor); break;
        }

        writer.WriteEndArray();
    }

    private static void Each<T>(ReadOnlySpan<byte> data, Action<T> write)
        where T : unmanaged
    {
        foreach (T value in MemoryMarshal.Cast<byte, T>(data))
        {
            write(value);
        }
    }

    private static void Float(Utf8JsonWriter writer, double value, string name)
    {
        if (!double.IsFinite(value))
        {
            throw new RefusedException(new OipFault(OipFaultKind.Unsupported, $"output '{name}' holds NaN or infinity, which JSON cannot say: ask for it with binary_data"));
        }

        writer.WriteNumberValue(value);
    }

    private static void Float(Utf8JsonWriter writer, float value, string name)
    {
        if (!float.IsFinite(value))
        {
            Float(writer, (double)value, name);
        }

        writer.WriteNumberValue(value);
    }

    private static void WriteStrings(Utf8JsonWriter writer, InferTensor tensor)
    {
        foreach (ReadOnlyMemory<byte> element in BytesElements.Split(tensor))
        {
            if (!Utf8.IsValid(element.Span))
            {
                throw new RefusedException(new OipFault(OipFaultKind.Unsupported, $"output '{tensor.Name}' holds bytes that are no UTF-8 text: ask for it with binary_data"));
            }

            writer.WriteStringValue(element.Span);
        }
    }

    private static ReadOnlyMemory<byte> Numbers<T>(ReadOnlySpan<byte> json, string name, long[] shape, long count, Func<int, Memory<byte>> take, ReadValue<T> read)
        where T : unmanaged
    {
        Memory<byte> data = take(checked((int)(count * Unsafe.SizeOf<T>())));
        int filled = 0;
        Walk(json, name, shape, (ref Utf8JsonReader reader) =>
        {
            Span<T> values = MemoryMarshal.Cast<byte, T>(data.Span);
            if (filled == values.Length)
            {
                throw Surplus(name, shape);
            }

            values[filled++] = read(ref reader);
        });
        return filled == count ? data : throw new RefusedException($"tensor '{name}' has {filled} values, its shape {TensorCheck.Text(shape)} wants {count}");
    }

    private static ReadOnlyMemory<byte> Strings(ReadOnlySpan<byte> json, string name, long[] shape, Func<int, Memory<byte>> take)
    {
        // The shortest string is two quotation marks and a comma; its length takes a byte more than they do.
        Memory<byte> data = take(checked(json.Length * 2));
        int written = 0;
        Walk(json, name, shape, (ref Utf8JsonReader reader) =>
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                throw new RefusedException($"tensor '{name}' is BYTES: its JSON data must be strings");
            }

            Span<byte> element = data.Span[written..];
            int length = Copy(ref reader, element[sizeof(uint)..], name);
            BinaryPrimitives.WriteUInt32LittleEndian(element, (uint)length);
            written += sizeof(uint) + length;
        });
        return data[..written];
    }

    private static int Copy(ref Utf8JsonReader reader, Span<byte> target, string name)
    {
        try
        {
            return reader.CopyString(target);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8: JSON's grammar lets both through.
            throw new RefusedException($"tensor '{name}' is BYTES: one of its strings is no valid Unicode text");
        }
    }

    private delegate void Visit(ref Utf8JsonReader reader);

    /// <summary>Visits every value; nested arrays must nest exactly as the shape does.</summary>
    private static void Walk(ReadOnlySpan<byte> json, string name, long[] shape, Visit visit)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new RefusedException($"the data of tensor '{name}' is no JSON array");
        }

        Span<long> seen = stackalloc long[InferJsonReader.MaxDepth];
        bool nested = false;
        int depth = 1;
        while (depth > 0 && reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    nested = true;
                    seen[depth - 1]++;
                    if (++depth > shape.Length)
                    {
                        throw NotNested(name, shape);
                    }

                    break;
                case JsonTokenType.EndArray:
                    if (nested && seen[depth - 1] != shape[depth - 1])
                    {
                        throw NotNested(name, shape);
                    }

                    seen[--depth] = 0;
                    break;
                default:
                    if (nested && depth != shape.Length)
                    {
                        throw NotNested(name, shape);
                    }

                    seen[depth - 1]++;
                    visit(ref reader);
                    break;
            }
        }
    }

    private static bool Boolean(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        // Some clients send the numbers that the binary form has.
        JsonTokenType.Number when reader.TryGetByte(out byte value) && value <= 1 => value == 1,
        _ => throw new RefusedException("a BOOL tensor's JSON data must be true or false"),
    };

    private static ref Utf8JsonReader Number(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            throw new RefusedException("a numeric tensor's JSON data must be numbers");
        }

        return ref reader;
    }

    private static Half Finite(Half value) => Half.IsFinite(value) ? value : throw OutOfRange();

    private static RefusedException OutOfRange() => new("a value in a tensor's JSON data does not fit its datatype");

    private static RefusedException Surplus(string name, long[] shape) =>
        new($"tensor '{name}' has more values than its shape {TensorCheck.Text(shape)} wants");

    private static RefusedException NotNested(string name, long[] shape) =>
        new($"tensor '{name}' has nested data that does not follow its shape {TensorCheck.Text(shape)}");
}
