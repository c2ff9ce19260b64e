using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lamina.Testing;

/// <summary>
/// Checks JSON against a schema of <c>docs/schema</c>: the part of JSON Schema 2020-12 that these schemas use.
/// A keyword that it does not know throws, so that no part of a schema is silently unchecked.
/// </summary>
public sealed class JsonSchemaCheck
{
    private static readonly string[] Annotations = ["$schema", "$id", "$defs", "title", "description", "examples", "default", "then", "else"];

    private readonly JsonElement _root;

    /// <summary>Takes a schema's text.</summary>
    public JsonSchemaCheck(string schema)
    {
        using JsonDocument document = JsonDocument.Parse(schema);
        _root = document.RootElement.Clone();
    }

    /// <summary>Every place where the instance breaks the schema; empty if it keeps it.</summary>
    public IReadOnlyList<string> Faults(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. Faults(_root, document.RootElement, "")];
    }

    private bool Fits(JsonElement schema, JsonElement value) => !Faults(schema, value, "").Any();

    private IEnumerable<string> Faults(JsonElement schema, JsonElement value, string path)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return schema.ValueKind == JsonValueKind.True ? [] : [$"{path}: not allowed"];
        }

        return schema.EnumerateObject().Where(keyword => !Annotations.Contains(keyword.Name)).SelectMany(keyword => Check(schema, keyword.Name, keyword.Value, value, path));
    }

    private IEnumerable<string> Check(JsonElement schema, string keyword, JsonElement wanted, JsonElement value, string path) => keyword switch
    {
        "$ref" => Faults(Resolve(wanted.GetString()!), value, path),
        "type" => Need(Types(wanted).Any(type => IsType(value, type)), path, $"is no {wanted}"),
        "const" => Need(JsonElement.DeepEquals(wanted, value), path, $"is not {wanted}"),
        "enum" => Need(wanted.EnumerateArray().Any(entry => JsonElement.DeepEquals(entry, value)), path, $"is none of {wanted}"),
        "pattern" => Need(value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, wanted.GetString()!), path, $"does not match {wanted}"),
        "minLength" => Need(value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= wanted.GetInt32(), path, $"is shorter than {wanted}"),
        "minimum" => Need(value.ValueKind != JsonValueKind.Number || value.GetDouble() >= wanted.GetDouble(), path, $"is below {wanted}"),
        "exclusiveMinimum" => Need(value.ValueKind != JsonValueKind.Number || value.GetDouble() > wanted.GetDouble(), path, $"is not above {wanted}"),
        "maximum" => Need(value.ValueKind != JsonValueKind.Number || value.GetDouble() <= wanted.GetDouble(), path, $"is above {wanted}"),
        "required" => wanted.EnumerateArray().Where(key => value.ValueKind == JsonValueKind.Object && !value.TryGetProperty(key.GetString()!, out _)).Select(key => $"{path}: {key} is missing"),
        "properties" => Members(value).Where(member => wanted.TryGetProperty(member.Name, out _)).SelectMany(member => Faults(wanted.GetProperty(member.Name), member.Value, $"{path}/{member.Name}")),
        "additionalProperties" => Members(value).Where(member => !IsNamed(schema, member.Name)).SelectMany(member => Faults(wanted, member.Value, $"{path}/{member.Name}")),
        "minProperties" => Need(value.ValueKind != JsonValueKind.Object || Members(value).Length >= wanted.GetInt32(), path, $"has fewer than {wanted} properties"),
        "items" => Items(value).SelectMany((item, i) => Faults(wanted, item, $"{path}/{i}")),
        "minItems" => Need(value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= wanted.GetInt32(), path, $"has fewer than {wanted} items"),
        "maxItems" => Need(value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= wanted.GetInt32(), path, $"has more than {wanted} items"),
        "uniqueItems" => Need(!wanted.GetBoolean() || Items(value).Select(item => item.GetRawText()).Distinct().Count() == Items(value).Length, path, "repeats an item"),
        "oneOf" => Need(wanted.EnumerateArray().Count(option => Fits(option, value)) == 1, path, "does not fit exactly one option"),
        "anyOf" => Need(wanted.EnumerateArray().Any(option => Fits(option, value)), path, "fits no option"),
        "allOf" => wanted.EnumerateArray().SelectMany(part => Faults(part, value, path)),
        "if" => schema.TryGetProperty(Fits(wanted, value) ? "then" : "else", out JsonElement branch) ? Faults(branch, value, path) : [],
        _ => throw new NotSupportedException($"JSON Schema keyword '{keyword}' is not known to this check."),
    };

    private JsonElement Resolve(string reference) => reference.Split('/').Skip(1).Aggregate(_root, (element, part) => element.GetProperty(part));

    private static bool IsNamed(JsonElement schema, string name) => schema.TryGetProperty("properties", out JsonElement properties) && properties.TryGetProperty(name, out _);

    private static IEnumerable<string> Types(JsonElement wanted) => wanted.ValueKind == JsonValueKind.Array ? wanted.EnumerateArray().Select(type => type.GetString()!) : [wanted.GetString()!];

    private static bool IsType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() == Math.Floor(value.GetDouble()),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException($"JSON Schema type '{type}' is not known."),
    };

    private static JsonProperty[] Members(JsonElement value) => value.ValueKind == JsonValueKind.Object ? [.. value.EnumerateObject()] : [];

    private static JsonElement[] Items(JsonElement value) => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [];

    private static IEnumerable<string> Need(bool holds, string path, string fault) => holds ? [] : [$"{(path.Length == 0 ? "/" : path)}: {fault}"];
}
