namespace Lamina.OpenInference;

/// <summary>Protocol names and sizes of <see cref="DataType"/>.</summary>
public static class DataTypes
{
    private static readonly string[] Names =
    [
        "", "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16", "FP32", "FP64", "BYTES", "BF16",
    ];

    private static readonly int[] Sizes = [0, 1, 1, 2, 4, 8, 1, 2, 4, 8, 2, 4, 8, 0, 2];

    /// <summary>All element types, in the order of their numbers.</summary>
    public static IReadOnlyList<DataType> All { get; } = Enum.GetValues<DataType>();

    /// <summary>The name that requests carry, such as <c>FP32</c>.</summary>
    public static string Name(this DataType type) => Names[(int)type];

    /// <summary>Bytes per element; 0 for <see cref="DataType.Bytes"/>, whose elements carry their own length.</summary>
    public static int Size(this DataType type) => Sizes[(int)type];

    /// <summary>Finds a type by its protocol name, which is written in capitals.</summary>
    /// <returns>False when no type has this name.</returns>
    public static bool TryParse(string? name, out DataType type)
    {
        int index = string.IsNullOrEmpty(name) ? -1 : Array.IndexOf(Names, name);
        type = (DataType)Math.Max(index, 0);
        return index > 0;
    }
}
