using System.Globalization;

namespace Lamina.Reports.Html;

/// <summary>Numbers as people read them, the same in every culture.</summary>
internal static class Format
{
    /// <summary>Milliseconds with three digits that mean something.</summary>
    public static string Milliseconds(double value) => value switch
    {
        >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    } + " ms";

    /// <summary>A share as percent; small ones are not rounded to nothing.</summary>
    public static string Percent(double share) => share is > 0 and < 0.001
        ? "< 0.1 %"
        : (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>Bytes in the unit that fits.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.#} MiB"),
    };
}
