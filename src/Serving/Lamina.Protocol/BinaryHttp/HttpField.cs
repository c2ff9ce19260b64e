using System.Text;

namespace Lamina.Protocol.BinaryHttp;

/// <summary>One header or trailer field. The value stays bytes, because a bearer token in a string could never be wiped.</summary>
/// <param name="Name">Lower-case field name.</param>
/// <param name="Value">The value's bytes; of a parsed message they lie inside the message's buffer and die with it.</param>
public readonly record struct HttpField(string Name, ReadOnlyMemory<byte> Value)
{
    /// <summary>A field with a text value.</summary>
    /// <exception cref="ArgumentException">Name or value is none that HTTP/2 carries (RFC 9113 section 8.2.1), or the value is not ASCII.</exception>
    public static HttpField Create(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return System.Text.Ascii.IsValid(value)
            ? Create(name, Encoding.ASCII.GetBytes(value))
            : throw new ArgumentException("A field value written as text is ASCII.", nameof(value));
    }

    /// <summary>A field with a value of bytes, which stay the caller's.</summary>
    /// <exception cref="ArgumentException">Name or value is none that HTTP/2 carries (RFC 9113 section 8.2.1).</exception>
    public static HttpField Create(string name, ReadOnlyMemory<byte> value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string? fault = HttpRules.FaultOfName(Encoding.UTF8.GetBytes(name)) ?? HttpRules.FaultOfValue(value.Span);
        return fault is null ? new HttpField(name, value) : throw new ArgumentException(fault);
    }

    /// <summary>The value as text. Not for secrets.</summary>
    public string Text => Encoding.Latin1.GetString(Value.Span);

    /// <summary>The name and the value's length; a value may be a secret.</summary>
    public override string ToString() => $"{Name}: ({Value.Length} bytes)";
}
