using System.Buffers;

namespace Lamina.Protocol.BinaryHttp;

/// <summary>What names, values and control data may hold. Each answers what is wrong, or null.</summary>
internal static class HttpRules
{
    /// <summary>RFC 9110 section 5.6.2 without the capitals, which RFC 9113 section 8.2.1 forbids.</summary>
    private static readonly SearchValues<byte> LowerToken = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"u8);

    private static readonly SearchValues<byte> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    /// <summary>RFC 3986 section 3.1.</summary>
    private static readonly SearchValues<byte> SchemeCharacters = SearchValues.Create("+-.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    private static readonly SearchValues<byte> NeverInValue = SearchValues.Create("\0\r\n"u8);

    /// <summary>Pseudo-fields start with a colon and fail here: RFC 9292 defines none that this protocol uses.</summary>
    public static string? FaultOfName(ReadOnlySpan<byte> name) => name.IsEmpty || name.ContainsAnyExcept(LowerToken)
        ? "A field name is one or more lower-case token characters."
        : null;

    public static string? FaultOfValue(ReadOnlySpan<byte> value) =>
        value.ContainsAny(NeverInValue) ? "A field value holds no NUL, CR or LF."
        : !value.IsEmpty && (value[0] is (byte)' ' or (byte)'\t' || value[^1] is (byte)' ' or (byte)'\t') ? "A field value neither starts nor ends with white space."
        : null;

    public static string? FaultOfMethod(ReadOnlySpan<byte> method) => method.IsEmpty || method.ContainsAnyExcept(Token) ? "A method is one or more token characters." : null;

    public static string? FaultOfScheme(ReadOnlySpan<byte> scheme) =>
        scheme.IsEmpty || !char.IsAsciiLetter((char)scheme[0]) || scheme.ContainsAnyExcept(SchemeCharacters) ? "A scheme is a letter, then letters, digits, '+', '-' or '.'." : null;

    /// <summary>May be empty: the Host field can stand in for it (RFC 9292 section 3.4).</summary>
    public static string? FaultOfAuthority(ReadOnlySpan<byte> authority) => authority.ContainsAnyExceptInRange((byte)'!', (byte)'~') ? "An authority is visible ASCII." : null;

    public static string? FaultOfPath(ReadOnlySpan<byte> path) => path.IsEmpty || path.ContainsAnyExceptInRange((byte)'!', (byte)'~') ? "A path is one or more visible ASCII characters." : null;
}
