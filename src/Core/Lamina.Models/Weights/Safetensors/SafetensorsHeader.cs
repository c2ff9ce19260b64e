using System.Text.Json;
using Lamina.Onnx;

namespace Lamina.Models.Weights.Safetensors;

/// <summary>The JSON header: for each tensor its type, shape and place.</summary>
internal static class SafetensorsHeader
{
    public static IReadOnlyList<WeightTensor> Read(string path, JsonElement root, long start, long length, WeightLimits limits)
    {
        List<(WeightTensor Tensor, long Begin, long End)> found = [];
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.NameEquals("__metadata__"u8))
            {
                continue;
            }

            if (found.Count == limits.MaxTensors)
            {
                throw new WeightException($"'{path}' has more than {limits.MaxTensors} tensors.");
            }

            found.Add(ReadTensor(path, property.Name, property.Value, start, length, limits));
        }

        long end = 0;
        foreach ((WeightTensor tensor, long begin, long next) in found.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (begin != end)
            {
                throw new WeightException($"'{path}': tensor '{tensor.Name}' begins at byte {begin}, but the one before it ends at {end}.");
            }

            end = next;
        }

        return end == length
            ? [.. found.Select(entry => entry.Tensor)]
            : throw new WeightException($"'{path}' has {length} bytes of data, but its tensors cover {end}.");
    }

    private static (WeightTensor Tensor, long Begin, long End) ReadTensor(string path, string name, JsonElement value, long start, long length, WeightLimits limits)
    {
        ElementType type = TypeOf(name, value.GetProperty("dtype"u8).GetString() ?? "");
        long[] shape = [.. value.GetProperty("shape"u8).EnumerateArray().Select(axis => axis.GetInt64())];
        long[] place = [.. value.GetProperty("data_offsets"u8).EnumerateArray().Select(offset => offset.GetInt64())];
        long bytes = WeightShape.Bytes(name, type, shape, limits);
        if (place is not [long begin, long end] || begin < 0 || end < begin || end > length || end - begin != bytes)
        {
            throw new WeightException($"'{path}': tensor '{name}' of {bytes} bytes lies at [{string.Join(',', place)}] of {length} bytes of data.");
        }

        return (new WeightTensor(name, type, shape, bytes, () => OpenAt(path, start + begin, bytes, name)), begin, end);
    }

    private static BoundedStream OpenAt(string path, long offset, long bytes, string name)
    {
        FileStream file = File.OpenRead(path);
        file.Seek(offset, SeekOrigin.Begin);
        return new BoundedStream(file, bytes, $"tensor '{name}'");
    }

    private static ElementType TypeOf(string name, string type) => type switch
    {
        "F64" => ElementType.Double,
        "F32" => ElementType.Float,
        "F16" => ElementType.Float16,
        "BF16" => ElementType.BFloat16,
        "I64" => ElementType.Int64,
        "I32" => ElementType.Int32,
        "I16" => ElementType.Int16,
        "I8" => ElementType.Int8,
        "U64" => ElementType.UInt64,
        "U32" => ElementType.UInt32,
        "U16" => ElementType.UInt16,
        "U8" => ElementType.UInt8,
        "BOOL" => ElementType.Bool,
        _ => throw new WeightException($"Tensor '{name}' has the type '{type}', which is not supported."),
    };
}
