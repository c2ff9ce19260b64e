using System.Globalization;

namespace Lamina.Privacy.Verdict.Rules;

/// <summary>How reasons write numbers and names.</summary>
internal static class Words
{
    public static string Tensors(IEnumerable<string> tensors) => string.Join(" + ", tensors.Select(tensor => $"'{tensor}'"));

    public static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
