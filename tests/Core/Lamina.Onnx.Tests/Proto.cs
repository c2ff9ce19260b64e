using System.Text;

namespace Lamina.Onnx.Tests;

/// <summary>Protobuf by hand, so that tests can write what no library would.</summary>
internal static class Proto
{
    public static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }

    public static byte[] Int(int field, long value) => [.. Varint((ulong)field << 3), .. Varint((ulong)value)];

    public static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public static byte[] Bytes(int field, params byte[] bytes) => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)bytes.Length), .. bytes];

    /// <summary>A nested message.</summary>
    public static byte[] Message(int field, params byte[][] parts) => Bytes(field, Join(parts));

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    /// <summary>A model of the given graph fields.</summary>
    public static byte[] Model(params byte[][] graph) => Join(Int(1, 8), Message(7, graph), Message(8, Int(2, 17)));

    public static byte[] Node(string op, string input, string output, params byte[][] more) => Node(1, op, input, output, more);

    /// <summary>A node in a field of another number, as functions have them.</summary>
    public static byte[] Node(int field, string op, string input, string output, params byte[][] more) =>
        Message(field, [Text(1, input), .. more, Text(2, output), Text(4, op)]);
}
