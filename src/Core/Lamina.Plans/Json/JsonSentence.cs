using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lamina.Plans.Json;

/// <summary>Turns the serializer's complaint into a sentence without .NET types.</summary>
internal static partial class JsonSentence
{
    /// <summary>One sentence that names the place.</summary>
    /// <param name="what">What was read.</param>
    /// <param name="fault">The complaint. Where its text is not recognised (it is no contract), the place alone is told.</param>
    public static string From(string what, JsonException fault)
    {
        string place = fault.LineNumber is { } line ? $" (line {line + 1})" : "";
        string path = string.IsNullOrEmpty(fault.Path) ? "$" : fault.Path;
        return Shown($"The {what} is not readable at {path}{place}: {Reason(fault)}.");
    }

    /// <summary>Names come from the file: a hostile one must not steer a terminal.</summary>
    private static string Shown(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter)) : text;

    private static string Reason(JsonException fault)
    {
        if (Unknown().Match(fault.Message) is { Success: true } unknown)
        {
            return $"there is no property '{unknown.Groups[1].Value}' in this format";
        }

        if (Missing().Match(fault.Message) is { Success: true } missing)
        {
            return $"the required {missing.Groups[1].Value} is missing";
        }

        return fault.Message.Contains("uplicate", StringComparison.Ordinal)
            ? "a property is given twice"
            : fault.InnerException is JsonException || fault.Message.Contains("invalid", StringComparison.Ordinal)
                ? "the text is not valid JSON, is cut short, or is nested too deep"
                : "the value is not of the kind or form that is wanted there";
    }

    [GeneratedRegex(@"^The JSON property '([^']{1,80})' could not be mapped")]
    private static partial Regex Unknown();

    [GeneratedRegex(@"missing required properties including: ('[^.]{1,200}')\.")]
    private static partial Regex Missing();
}
