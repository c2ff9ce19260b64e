using System.Buffers.Binary;
using Lamina.Onnx;
using Lamina.Runtime;

namespace Lamina.Worker.Models;

/// <summary>
/// Finds out whether requests may share a run. A free first dimension is no promise: a model may normalise over it, or mean
/// something else by it, and would then mix one client's rows into another's answer. So two rows are run alone and together.
/// </summary>
internal static class BatchTrial
{
    private const int Seed = 7;

    /// <summary>Kernels for one row and for two sum in different orders; rows that see one another differ by far more.</summary>
    private const double Tolerance = 1e-3;

    /// <summary>The same for types with 8 to 11 bits of mantissa.</summary>
    private const double HalfTolerance = 3e-2;

    private static readonly ElementType[] Known =
    [
        ElementType.Float, ElementType.Float16, ElementType.BFloat16, ElementType.Double, ElementType.Int8, ElementType.UInt8, ElementType.Int16, ElementType.UInt16,
        ElementType.Int32, ElementType.UInt32, ElementType.Int64, ElementType.UInt64, ElementType.Bool,
    ];

    /// <summary>True where the first dimension, and only that, is free everywhere and rows give the same alone and together.</summary>
    public static bool RowsAreIndependent(Session session)
    {
        if (session.Inputs.Count == 0 || !session.Inputs.All(IsBatch) || !session.Outputs.All(output => output.Shape is [-1, ..] && Known.Contains(output.Type)))
        {
            return false;
        }

        byte[][][] rows = [Rows(session, new Random(Seed)), Rows(session, new Random(Seed + 1))];
        try
        {
            Dictionary<string, byte[]> first = Run(session, [rows[0]]);
            Dictionary<string, byte[]> second = Run(session, [rows[1]]);
            Dictionary<string, byte[]> both = Run(session, rows);
            return session.Outputs.All(output => Alike(output.Type, [.. first[output.Name], .. second[output.Name]], both[output.Name]));
        }
        catch (InferenceException)
        {
            // A graph that cannot run two rows, or random ones, runs requests one by one.
            return false;
        }
    }

    private static bool IsBatch(TensorSpec tensor) => tensor.Shape is [-1, ..] && tensor.Shape.Skip(1).All(dimension => dimension >= 0) && Known.Contains(tensor.Type);

    private static byte[][] Rows(Session session, Random random) => [.. session.Inputs.Select(input =>
    {
        long count = input.Shape.Skip(1).Aggregate(1L, (product, dimension) => product * dimension);
        int size = input.Type.Bits() / 8;
        byte[] row = new byte[checked((int)count * size)];
        for (int offset = 0; offset < row.Length; offset += size)
        {
            Write(row.AsSpan(offset, size), input.Type, random);
        }

        return row;
    })];

    // Small numbers: they fit every type, are an index where the model wants one, and stay finite through deep networks.
    private static void Write(Span<byte> target, ElementType type, Random random)
    {
        switch (type)
        {
            case ElementType.Float: BinaryPrimitives.WriteSingleLittleEndian(target, (float)((2 * random.NextDouble()) - 1)); break;
            case ElementType.Double: BinaryPrimitives.WriteDoubleLittleEndian(target, (2 * random.NextDouble()) - 1); break;
            case ElementType.Float16: BinaryPrimitives.WriteHalfLittleEndian(target, (Half)((2 * random.NextDouble()) - 1)); break;
            case ElementType.BFloat16: BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)(BitConverter.SingleToUInt32Bits((float)((2 * random.NextDouble()) - 1)) >> 16)); break;
            default: target[0] = (byte)random.Next(2); break;
        }
    }

    private static Dictionary<string, byte[]> Run(Session session, byte[][][] rows)
    {
        var inputs = new Dictionary<string, TensorBuffer>();
        try
        {
            for (int index = 0; index < session.Inputs.Count; index++)
            {
                TensorSpec input = session.Inputs[index];
                byte[] joined = [.. rows.SelectMany(row => row[index])];
                inputs.Add(input.Name, TensorBuffer.Pin(input.Type, joined, [rows.Length, .. input.Shape.Skip(1)]));
            }

            using TensorDictionary outputs = session.Run(inputs);
            return outputs.ToDictionary(output => output.Key, output => output.Value.Bytes.ToArray());
        }
        finally
        {
            foreach (TensorBuffer buffer in inputs.Values)
            {
                buffer.Dispose();
            }
        }
    }

    private static bool Alike(ElementType type, byte[] alone, byte[] together)
    {
        if (!type.IsFloat())
        {
            return alone.AsSpan().SequenceEqual(together);
        }

        double[] wanted = Values(type, alone);
        double[] found = Values(type, together);
        double scale = wanted.Length == 0 ? 0 : wanted.Max(Math.Abs);
        double tolerance = type is ElementType.Float16 or ElementType.BFloat16 ? HalfTolerance : Tolerance;
        return wanted.Length == found.Length && double.IsFinite(scale) && wanted.Zip(found).All(pair => Math.Abs(pair.First - pair.Second) <= tolerance * scale);
    }

    private static double[] Values(ElementType type, byte[] bytes) => [.. bytes.Chunk(type.Bits() / 8).Select(value => type switch
    {
        ElementType.Float => BinaryPrimitives.ReadSingleLittleEndian(value),
        ElementType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(value),
        ElementType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(value) << 16),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(value),
    })];
}
