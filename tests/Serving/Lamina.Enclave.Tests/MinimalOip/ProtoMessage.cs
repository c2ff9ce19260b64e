using System.Text;

namespace Lamina.Enclave.Tests.MinimalOip;

/// <summary>A protobuf message by field numbers: varints and length-delimited fields, all that the protocol's messages use.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Field, object Value)> _fields = [];

    /// <summary>Numbers of the fields, in order of appearance.</summary>
    public IEnumerable<int> Fields => _fields.Select(one => one.Field);

    public static ProtoMessage Read(ReadOnlySpan<byte> bytes)
    {
        ProtoMessage message = new();
        while (!bytes.IsEmpty)
        {
            ulong tag = ReadVarint(ref bytes);
            ulong value = ReadVarint(ref bytes);
            switch (tag & 7)
            {
                case 0:
                    message._fields.Add(((int)(tag >> 3), value));
                    break;
                case 2:
                    message._fields.Add(((int)(tag >> 3), bytes[..(int)value].ToArray()));
                    bytes = bytes[(int)value..];
                    break;
                default:
                    throw new FormatException($"wire type {tag & 7} is not used by this protocol");
            }
        }

        return message;
    }

    public static byte[] Write(params (int Field, object Value)[] fields)
    {
        List<byte> bytes = [];
        foreach ((int field, object value) in fields)
        {
            if (value is byte[] content)
            {
                WriteVarint(bytes, ((ulong)field << 3) | 2);
                WriteVarint(bytes, (ulong)content.Length);
                bytes.AddRange(content);
            }
            else
            {
                WriteVarint(bytes, (ulong)field << 3);
                WriteVarint(bytes, (ulong)value);
            }
        }

        return [.. bytes];
    }

    public static byte[] Packed(long[] values)
    {
        List<byte> bytes = [];
        foreach (long value in values)
        {
            WriteVarint(bytes, (ulong)value);
        }

        return [.. bytes];
    }

    public IEnumerable<byte[]> Bytes(int field) => _fields.Where(one => one.Field == field).Select(one => (byte[])one.Value);

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).Single());

    private static ulong ReadVarint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return value;
            }
        }
    }

    private static void WriteVarint(List<byte> bytes, ulong value)
    {
        while (value >= 128)
        {
            bytes.Add((byte)(value | 128));
            value >>= 7;
        }

        bytes.Add((byte)value);
    }
}
