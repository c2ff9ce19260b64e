namespace Lamina.Protocol.Tests;

/// <summary>Hex as published vectors print it, white space and all.</summary>
internal static class Hex
{
    public static byte[] Bytes(string text) => Convert.FromHexString(string.Concat(text.Where(character => !char.IsWhiteSpace(character))));

    public static string Text(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
