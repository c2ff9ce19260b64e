using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Google.Protobuf.Collections;
using Lamina.OpenInference.Tensors;

namespace Lamina.OpenInference.Wire;

/// <summary>Typed contents of a gRPC tensor as the raw bytes they stand for.</summary>
internal static class TypedContents
{
    /// <summary>Takes the one field that fits the type; any other that is filled is refused, and so is a value that the type cannot hold.</summary>
    public static ReadOnlyMemory<byte> ToBytes(InferTensorContents contents, string name, DataType type)
    {
        int filled = Filled(contents.BoolContents) + Filled(contents.IntContents) + Filled(contents.Int64Contents) + Filled(contents.UintContents)
            + Filled(contents.Uint64Contents) + Filled(contents.Fp32Contents) + Filled(contents.Fp64Contents) + Filled(contents.BytesContents);
        (ReadOnlyMemory<byte> data, int used) = type switch
        {
            DataType.Bool => (Convert(contents.BoolContents, value => value ? (byte)1 : (byte)0), Filled(contents.BoolContents)),
            DataType.Int8 => (Narrow<int, sbyte>(contents.IntContents, name, type), Filled(contents.IntContents)),
            DataType.Int16 => (Narrow<int, short>(contents.IntContents, name, type), Filled(contents.IntContents)),
            DataType.Int32 => (Convert(contents.IntContents, value => value), Filled(contents.IntContents)),
            DataType.Int64 => (Convert(contents.Int64Contents, value => value), Filled(contents.Int64Contents)),
            DataType.UInt8 => (Narrow<uint, byte>(contents.UintContents, name, type), Filled(contents.UintContents)),
            DataType.UInt16 => (Narrow<uint, ushort>(contents.UintContents, name, type), Filled(contents.UintContents)),
            DataType.UInt32 => (Convert(contents.UintContents, value => value), Filled(contents.UintContents)),
            DataType.UInt64 => (Convert(contents.Uint64Contents, value => value), Filled(contents.Uint64Contents)),
            DataType.Fp32 => (Convert(contents.Fp32Contents, value => value), Filled(contents.Fp32Contents)),
            DataType.Fp64 => (Convert(contents.Fp64Contents, value => value), Filled(contents.Fp64Contents)),
            DataType.Bytes => (BytesElements.Join(contents.BytesContents.Select(element => element.Memory)), Filled(contents.BytesContents)),
            _ => throw new RefusedException($"tensor '{name}' of {type.Name()} must come as raw contents: typed contents have no field for it"),
        };
        return filled == used ? data : throw new RefusedException($"tensor '{name}' of {type.Name()} has typed contents of another type");
    }

    private static int Filled<T>(RepeatedField<T> field) => field.Count > 0 ? 1 : 0;

    private static byte[] Narrow<TFrom, TTo>(RepeatedField<TFrom> values, string name, DataType type)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        try
        {
            return Convert(values, TTo.CreateChecked);
        }
        catch (OverflowException)
        {
            throw new RefusedException($"tensor '{name}' has a value that does not fit {type.Name()}");
        }
    }

    private static byte[] Convert<TFrom, TTo>(RepeatedField<TFrom> values, Func<TFrom, TTo> convert)
        where TTo : unmanaged
    {
        byte[] data = GC.AllocateUninitializedArray<byte>(checked(values.Count * Unsafe.SizeOf<TTo>()));
        Span<TTo> target = MemoryMarshal.Cast<byte, TTo>(data.AsSpan());
        for (int index = 0; index < target.Length; index++)
        {
            target[index] = convert(values[index]);
        }

        return data;
    }
}
