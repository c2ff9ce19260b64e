using System.Text.Json;

namespace Lamina.Data.Samples.HuggingFace;

/// <summary>
/// What Hugging Face's library writes of a table's columns into the metadata under <c>huggingface</c>: which column is the label
/// (<c>ClassLabel</c>) and what its numbers are called.
/// </summary>
/// <param name="LabelColumn">The label column; null if none is described.</param>
/// <param name="Names">Names of its classes by number, or null.</param>
internal sealed record FeatureNames(string? LabelColumn, IReadOnlyList<string>? Names)
{
    private const string Key = "huggingface";

    /// <summary>Reads them. Metadata that is missing or not understood describes nothing.</summary>
    public static FeatureNames Read(IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(Key, out string? json))
        {
            return new FeatureNames(null, null);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.TryGetProperty("info", out JsonElement info) && info.TryGetProperty("features", out JsonElement features))
            {
                foreach (JsonProperty feature in features.EnumerateObject())
                {
                    if (feature.Value.TryGetProperty("_type", out JsonElement type) && type.ValueEquals("ClassLabel") && feature.Value.TryGetProperty("names", out JsonElement names))
                    {
                        return new FeatureNames(feature.Name, [.. names.EnumerateArray().Select(name => name.GetString() ?? "")]);
                    }
                }
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new PictureTableException($"its description under '{Key}' cannot be read: {fault.Message}", fault);
        }

        return new FeatureNames(null, null);
    }
}
