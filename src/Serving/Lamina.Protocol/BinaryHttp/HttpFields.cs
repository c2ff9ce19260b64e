namespace Lamina.Protocol.BinaryHttp;

/// <summary>Looks fields up.</summary>
public static class HttpFields
{
    /// <summary>The value of a field that must not be ambiguous; false if it is absent or there more than once.</summary>
    /// <param name="fields">Where to look.</param>
    /// <param name="name">Lower-case field name.</param>
    /// <param name="value">The value.</param>
    public static bool TryGetSingle(this IReadOnlyList<HttpField> fields, string name, out ReadOnlyMemory<byte> value)
    {
        ArgumentNullException.ThrowIfNull(fields);
        value = default;
        int found = 0;
        foreach (HttpField field in fields)
        {
            if (field.Name == name)
            {
                value = field.Value;
                found++;
            }
        }

        return found == 1;
    }
}
