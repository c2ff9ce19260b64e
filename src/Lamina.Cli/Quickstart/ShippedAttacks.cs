using System.Globalization;
using Lamina.Cli.CommandLine;
using Lamina.Images;
using Lamina.Images.Decoding;
using Lamina.Reports.Quickstart;

namespace Lamina.Cli.Quickstart;

/// <summary>
/// What attacks made of the quickstart's photographs, as <c>eng/make-quickstart</c> leaves it beside the model: <c>attacks.csv</c> with the columns
/// photograph, cut, role (<c>served</c> or <c>leaky</c>), attack, ssim, file, and the pictures.
/// </summary>
/// <param name="Of">By photograph, the served cut first.</param>
internal sealed record ShippedAttacks(ILookup<string, PhotographReconstruction> Of)
{
    /// <summary>Its table.</summary>
    public const string FileName = "attacks.csv";

    private const int MaxRows = 1000;

    /// <summary>What a page says where there is none.</summary>
    public const string Absent = "No attack on these photographs is shipped with this build: what an attacker could make of the feature maps below is not shown. Looks prove nothing.";

    /// <summary>What a page says where there is one.</summary>
    public const string Present = "Beside what the worker saw stands what the best attack made of it, at the cut that is served and at an earlier one that leaks. The attacker learned from CIFAR-10 alone; one with photographs of this kind would do better.";

    /// <summary>Reads them; null where there are none.</summary>
    /// <exception cref="CommandFailure">The table or a picture is damaged.</exception>
    public static ShippedAttacks? Read(string folder)
    {
        string table = Path.Combine(folder, FileName);
        if (!File.Exists(table))
        {
            return null;
        }

        string[] lines = [.. File.ReadLines(table).Take(MaxRows + 1).Skip(1).Where(line => line.Length > 0)];
        return new ShippedAttacks(lines
            .Select(line => Row(folder, table, line))
            .OrderBy(row => row.Made.Served ? 0 : 1)
            .ToLookup(row => row.Photograph, row => row.Made, StringComparer.Ordinal));
    }

    private static (string Photograph, PhotographReconstruction Made) Row(string folder, string table, string line)
    {
        if (line.Split(',') is not [var photograph, var cut, "served" or "leaky", var attack, var ssim, var file]
            || Path.GetFileName(file) != file
            || !double.TryParse(ssim, NumberStyles.Float, CultureInfo.InvariantCulture, out double score))
        {
            throw CommandFailure.Unusable($"'{line}' is no row of photograph, cut, served or leaky, attack, ssim, file.", table);
        }

        try
        {
            Picture picture = PictureDecoder.Load(Path.Combine(folder, file));
            return (photograph, new PhotographReconstruction(cut, line.Split(',')[2] == "served", attack, score, picture));
        }
        catch (PictureException fault)
        {
            throw CommandFailure.Unusable(fault.Message, Path.Combine(folder, file));
        }
    }
}
