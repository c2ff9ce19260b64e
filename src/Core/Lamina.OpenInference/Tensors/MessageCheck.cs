namespace Lamina.OpenInference.Tensors;

/// <summary>Rules that hold for a message whatever its wire form.</summary>
internal static class MessageCheck
{
    public static void Count(int count, InferLimits limits, string what)
    {
        if (count > limits.MaxTensors)
        {
            throw new RefusedException($"the message names {count} {what}, at most {limits.MaxTensors} are taken");
        }
    }

    public static void Rank(int rank, InferLimits limits)
    {
        if (rank > limits.MaxRank)
        {
            throw new RefusedException($"a tensor has {rank} dimensions, at most {limits.MaxRank} are taken");
        }
    }

    public static string Text(string? text, InferLimits limits, string what)
    {
        if (text?.Length > limits.MaxNameLength)
        {
            throw new RefusedException($"the {what} has {text.Length} characters, at most {limits.MaxNameLength} are taken");
        }

        return text ?? "";
    }

    public static string Name(string? name, InferLimits limits, string what) =>
        Text(name, limits, what) is { Length: > 0 } text ? text : throw new RefusedException($"the {what} is missing");

    public static DataType Type(string? name, string tensor) => DataTypes.TryParse(name, out DataType type)
        ? type
        : throw new RefusedException($"tensor '{tensor}' has no known datatype: one of {string.Join(", ", DataTypes.All.Select(known => known.Name()))} was wanted");

    public static void Distinct(IEnumerable<string> names, string what)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (!seen.Add(name))
            {
                throw new RefusedException($"{what} '{name}' appears twice");
            }
        }
    }

    /// <summary>Parameters whose meaning would change the answer are refused rather than ignored; others are free for clients to add.</summary>
    public static void Parameter(string key)
    {
        if (key is "classification" || key.StartsWith("shared_memory_", StringComparison.Ordinal))
        {
            throw new RefusedException(new OipFault(OipFaultKind.Unsupported, $"the parameter '{key}' is not offered here"));
        }
    }
}
