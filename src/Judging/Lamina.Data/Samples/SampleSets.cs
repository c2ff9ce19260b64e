using Lamina.Data.Samples.HuggingFace;

namespace Lamina.Data.Samples;

/// <summary>
/// Opens pictures with labels: folders, zips and tars (plain, gzip, zstd) of <c>[split/]class/picture</c>, the layout of ImageNet (class
/// folders named by wnid) and of the CIFAR-10 zip alike, CIFAR-10's own binary files, and Parquet files as Hugging Face publishes them.
/// Hidden files and files that are no pictures are left aside.
/// </summary>
public static class SampleSets
{
    private static readonly string[] SplitNames = ["train", "val", "test"];
    private static readonly string[] Pictures = [".jpg", ".jpeg", ".png", ".webp"];

    /// <summary>Opens a folder, an archive or a Parquet file.</summary>
    /// <param name="path">A folder, or a .zip, .tar, .tar.gz, .tar.zst or .parquet file.</param>
    /// <param name="preferredSplits">Splits to take, the first that exists; a source without splits is taken whole.</param>
    /// <exception cref="DataException">Nothing is there, it holds no pictures, or it has splits and none of the preferred.</exception>
    public static SampleSet Open(string path, params IReadOnlyList<string> preferredSplits)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(preferredSplits);
        ISampleSource source = OpenSource(path);
        try
        {
            return Arrange(source, preferredSplits);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private static ISampleSource OpenSource(string path)
    {
        if (Directory.Exists(path))
        {
            return CifarBinarySource.IsHere(path) ? new CifarBinarySource(path) : ParquetSource.IsHere(path) ? new ParquetSource(path) : new FolderSource(path);
        }

        if (File.Exists(path) && CompressedTarSource.IsNamedSo(path))
        {
            return new CompressedTarSource(path);
        }

        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".zip" when File.Exists(path) => new ZipSource(path),
            ".tar" when File.Exists(path) => new TarSource(path),
            ".parquet" when File.Exists(path) => new ParquetSource(path),
            _ => throw new DataException($"{path}: wanted a folder, or a .zip, .tar, .tar.gz, .tar.zst or .parquet file of pictures."),
        };
    }

    private static SampleSet Arrange(ISampleSource source, IReadOnlyList<string> preferredSplits)
    {
        string[] names = [.. source.List().Where(IsPicture).Order(StringComparer.Ordinal)];
        if (names.Length == 0)
        {
            string fault = source.Faults.Select(entry => $" {entry.Key}: {entry.Value}").FirstOrDefault() ?? "";
            throw new DataException($"{source.Origin}: holds no pictures ({string.Join(", ", Pictures)}).{fault}");
        }

        // Folders decide: a picture beside them, such as a contact sheet, does not.
        string[] tops = [.. names.Where(name => name.Contains('/')).Select(name => name.Split('/')[0]).Distinct(StringComparer.Ordinal)];
        string[] splits = tops.All(top => SplitNames.Contains(top, StringComparer.Ordinal)) ? [.. SplitNames.Intersect(tops)] : [];
        string? split = null;
        if (splits.Length > 0)
        {
            split = preferredSplits.FirstOrDefault(splits.Contains)
                ?? throw new DataException($"{source.Origin}: has the splits {string.Join(", ", splits)}; wanted is {string.Join(" or ", preferredSplits)}.");
        }

        // Classes are those of the whole source: a split that lacks one keeps the numbering.
        int depth = splits.Length > 0 ? 1 : 0;
        string[] classes = [.. names.Select(name => ClassOf(name, depth)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Dictionary<string, int> index = classes.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        Sample[] samples = [.. names
            .Where(name => split is null || name.StartsWith(split + "/", StringComparison.Ordinal))
            .Select(name => new Sample(name, ClassOf(name, depth) is { } folder ? index[folder] : -1, GroupOf(name)))];
        return new SampleSet(source, split, splits, classes, samples);
    }

    /// <summary>True for a path that ends as a picture's and is not hidden.</summary>
    internal static bool IsPicture(string name) =>
        Pictures.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase) && !name.Split('/').Any(part => part.StartsWith('.') || part == "__MACOSX");

    private static string? ClassOf(string name, int depth)
    {
        string[] parts = name.Split('/');
        return parts.Length > depth + 1 ? parts[depth] : null;
    }

    /// <summary>Record pictures carry their block of time before the last "@" of their name; others stand alone.</summary>
    private static string GroupOf(string name) => name.LastIndexOf('@') is >= 0 and int at ? name[..at] : name;
}
