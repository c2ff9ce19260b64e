using System.Globalization;

namespace Lamina.Data.TonIot;

/// <summary>
/// One spelling per value. The files write the same value in several ways ("false  " and "0", " off"), and in some of them
/// the spelling alone follows the label, so that a learner would read the formatting instead of the sensor.
/// </summary>
internal static class CanonicalCell
{
    /// <summary>Trims; "-" and empty are missing (null); false and true are 0 and 1; text is lower case; numbers have one form.</summary>
    public static string? Of(string raw)
    {
        string cell = raw.Trim().ToLowerInvariant();
        return cell switch
        {
            "" or "-" or "nan" or "null" => null,
            "false" or "f" => "0",
            "true" or "t" => "1",
            _ => Number(cell) is { } number ? Text(number) : cell,
        };
    }

    /// <summary>The number a cell stands for, or null. Only finite decimals count: "inf" is text.</summary>
    public static double? Number(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number + 0.0 : null;

    /// <summary>The shortest text that parses back to the same number.</summary>
    public static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
