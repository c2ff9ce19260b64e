using System.Globalization;

namespace Lamina.Shared.ProgramOptions;

/// <summary>Readers of the usual kinds of value.</summary>
internal static class SettingReaders
{
    public static string? Text(string text, out string value)
    {
        value = text;
        return text.Length == 0 ? "it is empty" : null;
    }

    public static string? Switch(string text, out bool value)
    {
        value = text is "true" or "1";
        return value || text is "false" or "0" ? null : $"'{text}' is neither true nor false";
    }

    /// <summary>Whole numbers within bounds, both included.</summary>
    public static SettingReader<int> Integer(int least, int most) => (string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least && value <= most
            ? null
            : $"'{text}' is no whole number from {least} to {most}";

    /// <summary>Decimal numbers of a unit, within bounds, as a duration.</summary>
    public static SettingReader<TimeSpan> Duration(TimeSpan unit, double least, double most) => (string text, out TimeSpan value) =>
    {
        bool valid = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most;
        value = valid ? unit * number : default;
        return valid ? null : string.Create(CultureInfo.InvariantCulture, $"'{text}' is no number from {least} to {most}");
    };
}
