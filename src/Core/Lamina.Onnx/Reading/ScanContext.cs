using Lamina.Onnx.External;
using Lamina.Onnx.Wire;

namespace Lamina.Onnx.Reading;

/// <summary>What all readers of one model share: the window, the ceilings and how much of them is used.</summary>
internal sealed class ScanContext(ByteSource source, OnnxLimits limits, ExternalFiles? external)
{
    private int _elements;
    private long _headerBytes;
    private int _depth;

    public WireReader Reader { get; } = new(source);

    public OnnxLimits Limits => limits;

    /// <summary>Files beside the model; null where the model came alone.</summary>
    public ExternalFiles? External => external;

    /// <summary>Counts one element of the model.</summary>
    public void Element(long offset)
    {
        if (++_elements > limits.MaxElements)
        {
            throw Reader.Refuse(offset, $"the model has more than {limits.MaxElements} elements");
        }
    }

    /// <summary>Counts bytes that will be held in memory.</summary>
    public void Hold(in WireField field) => Hold(field.Length, field.Start);

    public void Hold(long bytes, long offset)
    {
        _headerBytes += bytes;
        if (_headerBytes > limits.MaxHeaderBytes)
        {
            throw Reader.Refuse(offset, $"names and attributes take more than {limits.MaxHeaderBytes} bytes");
        }
    }

    /// <summary>A name, within the ceiling.</summary>
    public string Name(in WireField field)
    {
        if (field.Length > limits.MaxNameBytes)
        {
            throw Reader.Refuse(field.Start, $"a name has {field.Length} bytes, more than {limits.MaxNameBytes}");
        }

        Hold(field);
        return Reader.ReadText(field);
    }

    /// <summary>Bytes held in memory.</summary>
    public byte[] Bytes(in WireField field)
    {
        Reader.Expect(field, WireType.Bytes);
        Hold(field);
        return field.Value(Reader.Source).ToArray();
    }

    public long Int(in WireField field)
    {
        Reader.Expect(field, WireType.Varint);
        return (long)field.Scalar;
    }

    /// <summary>Appends the integers of a repeated field, packed or not.</summary>
    public void Ints(in WireField field, List<long> into)
    {
        if (field.Type == WireType.Varint)
        {
            Hold(sizeof(long), field.Start);
            into.Add((long)field.Scalar);
            return;
        }

        Reader.Expect(field, WireType.Bytes);
        Hold(field.Length * sizeof(long), field.Start);
        Reader.Position = field.ValueStart;
        while (Reader.Position < field.End)
        {
            into.Add((long)Reader.ReadVarint(field.End));
        }
    }

    /// <summary>Appends the floats of a repeated field, packed or not.</summary>
    public void Floats(in WireField field, List<float> into)
    {
        Hold(field.Length, field.Start);
        if (field.Type == WireType.Fixed32)
        {
            into.Add(BitConverter.UInt32BitsToSingle((uint)field.Scalar));
            return;
        }

        Reader.Expect(field, WireType.Bytes);
        Reader.Position = field.ValueStart;
        while (Reader.Position < field.End)
        {
            into.Add(BitConverter.UInt32BitsToSingle(Reader.ReadFixed32(field.End)));
        }
    }

    /// <summary>Runs a reader of a graph one level deeper.</summary>
    public OnnxGraph Nested(in WireField field)
    {
        Reader.Expect(field, WireType.Bytes);
        if (_depth >= limits.MaxDepth)
        {
            throw Reader.Refuse(field.Start, $"graphs are nested deeper than {limits.MaxDepth}");
        }

        _depth++;
        OnnxGraph graph = GraphReader.Read(this, field.ValueStart, field.End);
        _depth--;
        Reader.Position = field.End;
        return graph;
    }
}
