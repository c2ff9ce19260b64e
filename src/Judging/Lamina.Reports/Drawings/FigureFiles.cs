using Lamina.Images;
using Lamina.Images.Encoding;

namespace Lamina.Reports.Drawings;

/// <summary>Figures as files beside a report: drawings as SVG and as PNG, pictures as PNG.</summary>
public static class FigureFiles
{
    /// <summary>Name of their folder.</summary>
    public const string Folder = "figures";

    /// <summary>Writes them in the place of all that was there.</summary>
    /// <param name="report">The report's folder, which exists.</param>
    /// <param name="figures">Figures with their file names, without ending.</param>
    /// <param name="pictures">Pictures with theirs, as PNG alone.</param>
    /// <param name="scale">Pixels of a PNG for each of its drawing. Default 2.</param>
    /// <returns>The files, relative to the report's folder, with forward slashes.</returns>
    public static IReadOnlyList<string> Save(string report, IEnumerable<(string Name, Drawing Drawing)> figures, IEnumerable<(string Name, Picture Picture)>? pictures = null, int scale = 2)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(figures);
        string folder = Directory.CreateDirectory(Path.Combine(report, Folder)).FullName;
        foreach (string old in Directory.EnumerateFiles(folder).Where(file => Path.GetExtension(file) is ".svg" or ".png").ToArray())
        {
            File.Delete(old);
        }

        List<string> files = [];
        foreach ((string name, Drawing drawing) in figures)
        {
            File.WriteAllText(Path.Combine(folder, name + ".svg"), SvgWriter.Write(drawing));
            File.WriteAllBytes(Path.Combine(folder, name + ".png"), PngRenderer.Write(drawing, scale));
            files.AddRange([$"{Folder}/{name}.svg", $"{Folder}/{name}.png"]);
        }

        foreach ((string name, Picture picture) in pictures ?? [])
        {
            PngWriter.Save(picture, Path.Combine(folder, name + ".png"));
            files.Add($"{Folder}/{name}.png");
        }

        return files;
    }
}
