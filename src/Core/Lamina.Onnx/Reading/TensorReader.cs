using System.Globalization;
using Lamina.Onnx.Tensors;
using Lamina.Onnx.Wire;

namespace Lamina.Onnx.Reading;

/// <summary>Reads the header of a TensorProto and finds where its elements lie, without reading them.</summary>
internal static class TensorReader
{
    private const int Segment = 3;
    private const int RawData = 9;

    public static OnnxTensor Read(ScanContext context, in WireField message)
    {
        WireReader reader = context.Reader;
        reader.Expect(message, WireType.Bytes);
        reader.Position = message.ValueStart;
        var header = new Header();
        while (reader.TryReadField(message.End, out WireField field))
        {
            ReadField(context, field, header);
            reader.Position = field.End;
        }

        if (header.Dims.Count > context.Limits.MaxRank)
        {
            throw reader.Refuse(message.Start, $"tensor '{header.Name}' has {header.Dims.Count} dimensions, more than {context.Limits.MaxRank}");
        }

        Int128 count = 1;
        foreach (long dim in header.Dims)
        {
            count *= dim;
            if (dim < 0 || count > long.MaxValue / 16)
            {
                throw reader.Refuse(message.Start, $"tensor '{header.Name}' has the absurd shape [{string.Join(',', header.Dims)}]");
            }
        }

        TensorPayload? payload = Payload(context, message, header, (long)count);
        return new OnnxTensor(header.Name, header.Type, [.. header.Dims], payload, message.Value(reader.Source), header.IsExternal);
    }

    private static void ReadField(ScanContext context, in WireField field, Header header)
    {
        WireReader reader = context.Reader;
        switch (field.Number)
        {
            case 1:
                context.Ints(field, header.Dims);
                break;
            case 2:
                header.Type = (ElementType)context.Int(field);
                break;
            case 8:
                header.Name = context.Name(field);
                break;
            case RawData when header.Raw is not null:
            case Segment:
                throw reader.Refuse(field.Start, "a tensor is stored in pieces, which no runtime reads");
            case RawData:
                reader.Expect(field, WireType.Bytes);
                header.Raw = field.Value(reader.Source);
                break;
            case 13:
                context.Element(field.Start);
                ReadEntry(context, field, header);
                break;
            case 14:
                header.IsExternal = context.Int(field) == 1;
                break;
            case TypedPayload.FloatData or TypedPayload.Int32Data or TypedPayload.StringData or TypedPayload.Int64Data or TypedPayload.DoubleData or TypedPayload.UInt64Data:
                if (header.TypedField != 0 && header.TypedField != field.Number)
                {
                    throw reader.Refuse(field.Start, "a tensor has elements in two fields");
                }

                header.TypedChunk = header.TypedField == 0 && field.Type == WireType.Bytes ? field.Value(reader.Source) : null;
                header.TypedField = field.Number;
                header.TypedBytes += field.End - field.Start;
                break;
        }
    }

    private static void ReadEntry(ScanContext context, in WireField entry, Header header)
    {
        context.Reader.Expect(entry, WireType.Bytes);
        context.Reader.Position = entry.ValueStart;
        string key = "", value = "";
        while (context.Reader.TryReadField(entry.End, out WireField field))
        {
            if (field.Number is 1 or 2)
            {
                string text = context.Name(field);
                (key, value) = field.Number == 1 ? (text, value) : (key, text);
            }
        }

        header.External[key] = value;
    }

    private static TensorPayload? Payload(ScanContext context, in WireField message, Header header, long count)
    {
        WireReader reader = context.Reader;
        if (header.Type == ElementType.String && !header.IsExternal && header.Raw is null)
        {
            return null;
        }

        if (header.Type.Bytes(count) is not { } bytes)
        {
            throw reader.Refuse(message.Start, $"tensor '{header.Name}' has elements of {header.Type.Name()}, whose size is not known");
        }

        if (header.IsExternal)
        {
            return new SlicePayload(External(context, message, header, bytes));
        }

        if (header.Raw is { } raw)
        {
            return raw.Length == bytes && header.TypedField == 0
                ? new SlicePayload(raw)
                : throw reader.Refuse(message.Start, $"tensor '{header.Name}' {header.Type.Name()}[{string.Join(',', header.Dims)}] needs {bytes} bytes and holds {raw.Length}");
        }

        if (count == 0)
        {
            return TensorPayload.OfBytes(default);
        }

        // Every element takes at least a byte (two of 4 bits share one), so a claim is bounded by what the file really holds.
        if (header.TypedField == 0 || header.TypedBytes < Math.Min(bytes, count))
        {
            throw reader.Refuse(message.Start, $"tensor '{header.Name}' {header.Type.Name()}[{string.Join(',', header.Dims)}] holds only {header.TypedBytes} bytes of elements");
        }

        // One packed run of floats or doubles is the raw form already.
        if (header.TypedField is TypedPayload.FloatData or TypedPayload.DoubleData && header.TypedChunk is { } chunk && chunk.Length == bytes && TypedPayload.Fits(header.TypedField, header.Type))
        {
            return new SlicePayload(chunk);
        }

        return TypedPayload.Fits(header.TypedField, header.Type)
            ? new TypedPayload(message.Value(reader.Source), header.TypedField, header.Type, count)
            : throw reader.Refuse(message.Start, $"tensor '{header.Name}' keeps {header.Type.Name()} elements in field {header.TypedField}, where they cannot be");
    }

    private static ByteSlice External(ScanContext context, in WireField message, Header header, long bytes)
    {
        if (context.External is null || !header.External.TryGetValue("location", out string? location))
        {
            throw context.Reader.Refuse(message.Start, $"tensor '{header.Name}' lies outside the model, and no file for it is named or allowed");
        }

        ByteSource source = context.External.Resolve(location);
        long offset = Number(context, message, header, "offset", 0);
        long length = Number(context, message, header, "length", bytes);
        return length == bytes && offset <= source.Length - length
            ? new ByteSlice(source, offset, length)
            : throw context.Reader.Refuse(
                message.Start,
                $"tensor '{header.Name}' needs {bytes} bytes and claims {length} at {offset} of '{location}', which has {source.Length}");
    }

    private static long Number(ScanContext context, in WireField message, Header header, string key, long fallback) =>
        !header.External.TryGetValue(key, out string? text) ? fallback
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value
        : throw context.Reader.Refuse(message.Start, $"tensor '{header.Name}' has the external {key} '{text}', which is no number");

    private sealed class Header
    {
        public string Name = "";
        public ElementType Type;
        public bool IsExternal;
        public ByteSlice? Raw;
        public int TypedField;
        public ByteSlice? TypedChunk;
        public long TypedBytes;

        public List<long> Dims { get; } = [];

        public Dictionary<string, string> External { get; } = [];
    }
}
