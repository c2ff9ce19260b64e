using System.Globalization;
using System.Text.Json;

namespace Lamina.Attestation.Json;

/// <summary>
/// What is wrong with a JSON text, in one line that may be shown and logged: the library's own words repeat the text's, which may be a stranger's.
/// </summary>
internal static class JsonSentence
{
    /// <summary>What JsonElement means when it says that an operation is not valid on a string: invalid UTF-8, or half of a surrogate pair.</summary>
    public const string NoUnicode = "no JSON: a string or a key is no Unicode text";

    private const int Longest = 1000;

    /// <summary>The sentence of a text that is no JSON.</summary>
    public static string Of(JsonException error) => $"no JSON: {Shown(error.Message)}";

    /// <summary>A text without characters that control a terminal, end a line or turn the direction of writing, and not longer than a reader will read.</summary>
    public static string Shown(string text)
    {
        string shown = text.Length <= Longest ? text : text[..Longest] + "...";
        return shown.Any(IsObeyed) ? string.Concat(shown.Select(letter => IsObeyed(letter) ? '?' : letter)) : shown;
    }

    private static bool IsObeyed(char letter) => char.GetUnicodeCategory(letter) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
