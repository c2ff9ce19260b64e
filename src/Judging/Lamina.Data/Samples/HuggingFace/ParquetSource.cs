using System.Globalization;
using System.Text;

namespace Lamina.Data.Samples.HuggingFace;

/// <summary>
/// Pictures as Hugging Face publishes them (https://huggingface.co/docs/hub/datasets-image): Parquet files
/// <c>[data/]train-00000-of-00002.parquet</c> with a column of <c>{bytes, path}</c> and one of class numbers, whose names stand in
/// the file's metadata. Read once, row group by row group, into a temporary file; each row appears as <c>train/CLASS/FILE-ROW.jpg</c>.
/// A file or row group that cannot be read is named in <see cref="Faults"/>.
/// </summary>
internal sealed class ParquetSource : ISampleSource
{
    private static readonly Dictionary<string, string> Splits = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = "train", ["training"] = "train", ["test"] = "test", ["val"] = "val", ["valid"] = "val", ["validation"] = "val", ["dev"] = "val",
    };

    private readonly Spool _spool;
    private readonly Dictionary<string, string> _faults = new(StringComparer.Ordinal);

    /// <param name="path">A Parquet file or a folder that holds some.</param>
    public ParquetSource(string path)
    {
        Origin = path;
        string[] files = Directory.Exists(path) ? [.. FilesIn(path)] : [path];
        if (files.GroupBy(file => SplitOf(file) is null).Count() > 1)
        {
            throw new DataException($"{path}: {Path.GetFileName(files.First(file => SplitOf(file) is null))} names no split (train, validation or test), other files do.");
        }

        _spool = new Spool(path);
        try
        {
            foreach (string file in files)
            {
                ReadFileAsync(file).GetAwaiter().GetResult();
            }

            _spool.Seal();
        }
        catch
        {
            _spool.Dispose();
            throw;
        }
    }

    public string Origin { get; }

    public IReadOnlyDictionary<string, string> Faults => _faults;

    /// <summary>True for a folder with Parquet files in it or in a folder below.</summary>
    public static bool IsHere(string folder) => FilesIn(folder).Any();

    public IReadOnlyList<string> List() => _spool.Names;

    public byte[] Read(string name) => _spool.Read(name);

    public void Dispose() => _spool.Dispose();

    private static IEnumerable<string> FilesIn(string folder) => Directory
        .EnumerateFiles(folder, "*.parquet", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2, AttributesToSkip = FileAttributes.Hidden })
        .Order(StringComparer.Ordinal);

    /// <summary>What a file's name starts with, or else the folder it lies in.</summary>
    private static string? SplitOf(string file)
    {
        string first = Path.GetFileNameWithoutExtension(file).Split('-', '.', '_')[0];
        return Splits.GetValueOrDefault(first) ?? Splits.GetValueOrDefault(Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file)) ?? ""));
    }

    private async Task ReadFileAsync(string file)
    {
        string stem = Path.GetFileNameWithoutExtension(file);
        string prefix = SplitOf(file) is { } split ? split + "/" : "";
        int row = 0;
        try
        {
            await using PictureTable table = await PictureTable.OpenAsync(file);
            for (int group = 0; group < table.Groups; group++)
            {
                int rows = table.Rows(group);
                try
                {
                    await foreach ((int place, PictureRow picture) in table.ReadAsync(group))
                    {
                        string folder = picture.Class is { } name ? Plain(name) + "/" : "";
                        _spool.Add(string.Create(CultureInfo.InvariantCulture, $"{prefix}{folder}{stem}-{row + place:00000000}{Extension(picture)}"), picture.Bytes);
                    }
                }
                catch (Exception fault) when (fault is not (DataException or OutOfMemoryException))
                {
                    _faults[$"{Path.GetFileName(file)}, row group {group}"] = $"cannot be read: {FirstLine(fault)}";
                }

                row += rows;
            }
        }
        catch (PictureTableException fault)
        {
            _faults[Path.GetFileName(file)] = fault.Message;
        }
    }

    /// <summary>A class as a folder's name: it may not look like a path or be hidden.</summary>
    private static string Plain(string name)
    {
        var plain = new StringBuilder(name.Trim());
        plain.Replace('/', '_').Replace('\\', '_').Replace('\0', '_');
        return plain.Length == 0 ? "_" : plain[0] == '.' ? "_" + plain : plain.ToString();
    }

    /// <summary>Pictures are told apart by their content; the ending only says that it is one.</summary>
    private static string Extension(PictureRow picture) => picture.Bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => ".png",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] => ".webp",
        _ => ".jpg",
    };

    private static string FirstLine(Exception fault) => fault.GetBaseException().Message.Split('\n')[0].Trim();
}
