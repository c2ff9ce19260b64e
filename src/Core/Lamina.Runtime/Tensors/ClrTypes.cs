using Lamina.Onnx;

namespace Lamina.Runtime;

/// <summary>Which .NET type shows which element type.</summary>
internal static class ClrTypes
{
    private static readonly Dictionary<Type, ElementType> Exact = new()
    {
        [typeof(float)] = ElementType.Float,
        [typeof(double)] = ElementType.Double,
        [typeof(Half)] = ElementType.Float16,
        [typeof(byte)] = ElementType.UInt8,
        [typeof(sbyte)] = ElementType.Int8,
        [typeof(ushort)] = ElementType.UInt16,
        [typeof(short)] = ElementType.Int16,
        [typeof(uint)] = ElementType.UInt32,
        [typeof(int)] = ElementType.Int32,
        [typeof(ulong)] = ElementType.UInt64,
        [typeof(long)] = ElementType.Int64,
        [typeof(bool)] = ElementType.Bool,
    };

    /// <exception cref="ArgumentException">No element type corresponds.</exception>
    public static ElementType ElementTypeOf<T>() =>
        Exact.TryGetValue(typeof(T), out ElementType type) ? type : throw new ArgumentException($"No element type corresponds to {typeof(T).Name}.");

    public static bool Shows<T>(ElementType type) =>
        (Exact.TryGetValue(typeof(T), out ElementType exact) && exact == type)
        || (typeof(T) == typeof(ushort) && type is (ElementType.Float16 or ElementType.BFloat16))
        || (typeof(T) == typeof(byte) && type is ElementType.Bool);
}
