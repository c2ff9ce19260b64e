using System.Text.Json;

namespace Lamina.Shared.ProgramOptions;

/// <summary>The file named by <c>--config</c>: one JSON object, values as strings, numbers, booleans, or arrays of them.</summary>
internal static class ConfigFile
{
    private const long MaxBytes = 1 << 20;

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> None { get; } = new Dictionary<string, IReadOnlyList<string>>();

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(string path, IReadOnlyList<Setting> settings, List<string> faults)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>();
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length > MaxBytes)
            {
                faults.Add($"{path}: it has {stream.Length} bytes, at most {MaxBytes} are read");
                return None;
            }

            using JsonDocument document = JsonDocument.Parse(stream, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                faults.Add($"{path}: a JSON object was wanted");
                return None;
            }

            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                Take(path, property, settings, values, faults);
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            faults.Add($"{path}: {(unreadable is JsonException ? "it is no valid JSON: " : "it cannot be read: ")}{unreadable.Message}");
        }

        return values;
    }

    private static void Take(string path, JsonProperty property, IReadOnlyList<Setting> settings, Dictionary<string, IReadOnlyList<string>> values, List<string> faults)
    {
        Setting? setting = settings.FirstOrDefault(known => known.Key == property.Name && known.Name != "config");
        if (setting is null)
        {
            faults.Add($"{path}: unknown key \"{property.Name}\"");
            return;
        }

        string?[] texts = property.Value.ValueKind == JsonValueKind.Array ? [.. property.Value.EnumerateArray().Select(Text)] : [Text(property.Value)];
        if (texts.Contains(null))
        {
            faults.Add($"{path}: key \"{property.Name}\" holds something other than strings, numbers and booleans");
            return;
        }

        values.Add(setting.Key, texts!);
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };
}
