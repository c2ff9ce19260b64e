using System.Globalization;
using System.Text.Json;
using Lamina.Attestation.Policies;

namespace Lamina.Attestation.Json;

/// <summary>
/// Reads one JSON object whose every key must be there and none besides. Faults gather in one list, so that the author
/// of a file sees all of them at once; a value that could not be read is replaced by a harmless one.
/// </summary>
internal sealed class StrictObject
{
    private readonly JsonElement _element;
    private readonly string _path;
    private readonly JsonFaults _faults;
    private readonly HashSet<string> _asked = [];

    public StrictObject(JsonElement element, string path, JsonFaults faults)
    {
        _element = element;
        _path = path;
        _faults = faults;
        if (!IsObject) Fault(path, "must be an object");
    }

    private bool IsObject => _element.ValueKind == JsonValueKind.Object;

    /// <summary>Reports every key that nobody asked for. Call it last.</summary>
    public void RefuseOthers()
    {
        if (IsObject)
        {
            foreach (JsonProperty property in _element.EnumerateObject().Where(property => !_asked.Contains(property.Name)))
            {
                _faults.AddHarmless(At(property.Name), $"unknown key; known here: {string.Join(", ", _asked.Order(StringComparer.Ordinal))}");
            }
        }
    }

    /// <summary>True if an optional key is there. Only what a file chooses between is optional.</summary>
    public bool Has(string key)
    {
        _asked.Add(key);
        return IsObject && _element.TryGetProperty(key, out _);
    }

    public StrictObject Object(string key) => new(Get(key), At(key), _faults);

    public string Text(string key)
    {
        JsonElement value = Get(key);
        if (value.ValueKind == JsonValueKind.String) return value.GetString()!;
        Wanted(key, value, "a string");
        return "";
    }

    public long Integer(string key, long low, long high)
    {
        JsonElement value = Get(key);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= low && number <= high) return number;
        Wanted(key, value, $"a whole number from {low} to {high}");
        return low;
    }

    /// <summary>One of a few words.</summary>
    public T Choice<T>(string key, params (string Word, T Meaning)[] words)
    {
        JsonElement value = Get(key);
        if (TryChoose(value, words, out T meaning)) return meaning;
        Wanted(key, value, Words(words));
        return words[0].Meaning;
    }

    /// <summary>Every entry of an array, as one of a few words.</summary>
    public List<T> Choices<T>(string key, params (string Word, T Meaning)[] words) => Entries(key, (element, path) =>
    {
        if (!TryChoose(element, words, out T meaning)) Fault(path, $"must be {Words(words)}");
        return meaning;
    });

    /// <summary>Hex of exactly so many bytes.</summary>
    public byte[] Hex(string key, int bytes) => HexOf(Get(key), bytes) ?? Wrong(key, $"{bytes} bytes as {bytes * 2} hex digits", new byte[bytes]);

    /// <summary>Hex of exactly so many bytes, or the word any.</summary>
    public MeasuredValue Measured(string key, int bytes)
    {
        JsonElement value = Get(key);
        if (value.ValueKind == JsonValueKind.String && value.ValueEquals("any")) return MeasuredValue.Any;
        return HexOf(value, bytes) is { } found
            ? MeasuredValue.Exactly(found)
            : Wrong(key, $"{bytes} bytes as {bytes * 2} hex digits, or \"any\"", MeasuredValue.Any);
    }

    public byte[] Base64(string key)
    {
        JsonElement value = Get(key);
        return value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out byte[]? bytes) ? bytes : Wrong<byte[]>(key, "base64", []);
    }

    /// <summary>The texts of an optional array; none if the key is absent.</summary>
    public List<string> OptionalTexts(string key) => Has(key) ? Texts(key) : [];

    /// <summary>An instant in UTC.</summary>
    public DateTimeOffset Instant(string key) => InstantOf(Get(key)) ?? Wrong(key, "an instant like 2027-01-31T00:00:00Z", DateTimeOffset.MinValue);

    /// <summary>An instant in UTC, or null for the word <c>no-expiry</c>.</summary>
    public DateTimeOffset? Until(string key) => IsText(key, "no-expiry") ? null
        : InstantOf(Get(key)) ?? Wrong<DateTimeOffset?>(key, "an instant like 2027-01-31T00:00:00Z, or \"no-expiry\"", null);

    public bool IsText(string key, string text) => Has(key) && Get(key) is { ValueKind: JsonValueKind.String } value && value.ValueEquals(text);

    /// <summary>Every entry of an array, as an object.</summary>
    public List<T> Objects<T>(string key, Func<StrictObject, T> read) => Entries(key, (element, path) => read(new StrictObject(element, path, _faults)));

    /// <summary>Every entry of an array, as a string.</summary>
    public List<string> Texts(string key) => Entries(key, (element, path) =>
    {
        if (element.ValueKind == JsonValueKind.String) return element.GetString()!;
        Fault(path, "must be a string");
        return "";
    });

    /// <summary>Every entry of an array, as hex of exactly so many bytes.</summary>
    public List<ReadOnlyMemory<byte>> HexTexts(string key, int bytes) => Entries<ReadOnlyMemory<byte>>(key, (element, path) =>
    {
        if (HexOf(element, bytes) is { } found) return found;
        Fault(path, $"must be {bytes} bytes as {bytes * 2} hex digits");
        return default;
    });

    /// <summary>Reports a rule about a key that was read, unless it holds.</summary>
    public void Require(bool holds, string key, string what)
    {
        if (!holds) Fault(At(key), what);
    }

    private void Fault(string where, string what) => _faults.Add(where, what);

    private List<T> Entries<T>(string key, Func<JsonElement, string, T> read)
    {
        JsonElement value = Get(key);
        List<T> entries = [];
        if (value.ValueKind != JsonValueKind.Array)
        {
            Wanted(key, value, "an array");
            return entries;
        }

        foreach (JsonElement element in value.EnumerateArray()) entries.Add(read(element, $"{At(key)}[{entries.Count}]"));
        return entries;
    }

    private static bool TryChoose<T>(JsonElement value, (string Word, T Meaning)[] words, out T meaning)
    {
        foreach ((string word, T means) in words)
        {
            meaning = means;
            if (value.ValueKind == JsonValueKind.String && value.ValueEquals(word)) return true;
        }

        meaning = words[0].Meaning;
        return false;
    }

    private static string Words<T>((string Word, T Meaning)[] words) => string.Join(" or ", words.Select(word => $"\"{word.Word}\""));

    private JsonElement Get(string key)
    {
        _asked.Add(key);
        return IsObject && _element.TryGetProperty(key, out JsonElement value) ? value : default;
    }

    private string At(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    private T Wrong<T>(string key, string wanted, T harmless)
    {
        Wanted(key, Get(key), wanted);
        return harmless;
    }

    private void Wanted(string key, JsonElement found, string wanted)
    {
        if (IsObject) Fault(At(key), found.ValueKind == JsonValueKind.Undefined ? $"is missing; write {wanted}" : $"must be {wanted}");
    }

    private static DateTimeOffset? InstantOf(JsonElement value) => value.ValueKind == JsonValueKind.String
        && DateTimeOffset.TryParseExact(value.GetString(), "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant)
            ? instant
            : null;

    private static byte[]? HexOf(JsonElement value, int bytes)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { } text || text.Length != bytes * 2) return null;
        byte[] found = new byte[bytes];
        return Convert.FromHexString(text, found, out _, out _) == System.Buffers.OperationStatus.Done ? found : null;
    }
}
