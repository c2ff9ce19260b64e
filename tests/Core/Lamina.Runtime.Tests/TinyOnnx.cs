using System.Text;
using Lamina.Onnx;

namespace Lamina.Runtime.Tests;

/// <summary>Writes ONNX messages field by field (onnx.proto), so that these tests know a model's exact bytes.</summary>
internal static class TinyOnnx
{
    public static byte[] Model(byte[] graph, int opset = 17) =>
        [.. Number(1, 8), .. Bytes(7, graph), .. Bytes(8, [.. Text(1, ""), .. Number(2, opset)])];

    public static byte[] Graph(params byte[][] parts) => [.. Text(2, "tiny"), .. parts.SelectMany(part => part)];

    public static byte[] Node(string op, string inputs, string outputs, byte[]? attribute = null) => Bytes(1,
    [
        .. inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(name => Text(1, name)),
        .. outputs.Split(' ').SelectMany(name => Text(2, name)),
        .. Text(4, op),
        .. attribute ?? [],
    ]);

    public static byte[] GraphAttribute(string name, byte[] graph) => Bytes(5, [.. Text(1, name), .. Bytes(6, graph), .. Number(20, 5)]);

    public static byte[] Input(string name, ElementType type, params object[] shape) => Bytes(11, Value(name, type, shape));

    public static byte[] Output(string name, ElementType type, params object[] shape) => Bytes(12, Value(name, type, shape));

    public static byte[] Floats(string name, params float[] values) => Bytes(5,
        [.. Number(1, values.Length), .. Number(2, (int)ElementType.Float), .. Text(8, name), .. Bytes(9, [.. values.SelectMany(BitConverter.GetBytes)])]);

    public static byte[] Scalar(string name, ElementType type, byte[] raw) => Bytes(5, [.. Number(2, (int)type), .. Text(8, name), .. Bytes(9, raw)]);

    public static byte[] External(string name, int count, string file) => Bytes(5,
    [
        .. Number(1, count), .. Number(2, (int)ElementType.Float), .. Text(8, name),
        .. Bytes(13, [.. Text(1, "location"), .. Text(2, file)]), .. Number(14, 1),
    ]);

    private static byte[] Value(string name, ElementType type, object[] shape)
    {
        byte[] dimensions = [.. shape.SelectMany(dimension => Bytes(1, dimension is string symbol ? Text(2, symbol) : Number(1, (int)dimension)))];
        return [.. Text(1, name), .. Bytes(2, Bytes(1, [.. Number(1, (int)type), .. Bytes(2, dimensions)]))];
    }

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] content) => [.. Varint((field << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Varint(field << 3), .. Varint(value)];

    private static IEnumerable<byte> Varint(long value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
