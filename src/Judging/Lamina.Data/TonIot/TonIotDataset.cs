using Lamina.Images;
using Lamina.Images.Encoding;
using Lamina.Images.Figures;

namespace Lamina.Data.TonIot;

/// <summary>
/// Writes records as a folder of pictures: <c>train|val|test/TYPE/KIND-TYPE-bNN@NNNN.png</c> (with <see cref="TonIotDatasetOptions.Binary"/> the folder is <c>normal</c> or <c>attack</c>), <c>labels.csv</c>, a contact sheet
/// and the manifest with the way back. What stands before the "@" is the block of time that splits must not part.
/// </summary>
public static class TonIotDataset
{
    /// <summary>Name of the list of pictures in the folder.</summary>
    public const string LabelsFile = "labels.csv";

    /// <summary>First line of that list.</summary>
    public const string LabelsHeader = "path,split,type,source,block";

    private const int SheetColumns = 10;
    private const string Normal = "normal";

    /// <summary>Writes one data set.</summary>
    /// <param name="tables">The files that make it.</param>
    /// <param name="folder">An empty or new folder.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told how many pictures are written.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <returns>The manifest that was written too.</returns>
    public static TonIotManifest Write(IReadOnlyList<TonIotTable> tables, string folder, TonIotDatasetOptions options, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Enlarge, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Enlarge, 64, nameof(options));
        Directory.CreateDirectory(folder);
        var lines = new List<string> { LabelsHeader };
        var sheet = new SortedDictionary<string, List<Picture>>(StringComparer.Ordinal);
        var sources = new List<TonIotSource>();
        foreach (TonIotTable table in tables)
        {
            int length = options.Encoding == PlacedChunks.EncodingName ? PlacedChunks.RecordsFor(table.Columns.Count) : QuantileChunks.RecordsFor(table.Columns.Count);
            TimeBlocks cut = TimeBlocks.Cut(table, length, options.Seed);
            IRecordCode code = CodeFor(table, cut, options.Encoding);
            var images = new SortedDictionary<string, int>(StringComparer.Ordinal);
            foreach ((TimeBlock block, int number, int[] rows) in Pieces(cut, code, options))
            {
                cancellation.ThrowIfCancellationRequested();
                string type = Plain(block.Type);
                string folderOf = !options.Binary ? type : type == Normal ? Normal : "attack";
                string name = $"{block.Split}/{folderOf}/{table.Name}-{type}-b{block.Index:00}@{number:0000}.png";
                Picture picture = RecordPicture.Draw(code.Encode(table, rows), code.Side, options.Enlarge);
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
                PngWriter.Save(picture, Path.Combine(folder, name));
                lines.Add($"{name},{block.Split},{type},{table.Name},b{block.Index:00}");
                images[block.Split] = images.GetValueOrDefault(block.Split) + 1;
                AddToSheet(sheet, type, picture);
                progress?.Invoke(lines.Count - 1);
            }

            sources.Add(new TonIotSource(table.File, table.Name, RecordBounds.Of(table), code.Columns, table.Dropped, cut.LeftOut, cut.Coarse, images, (code as PlacedChunks)?.Placement));
        }

        if (lines.Count == 1)
        {
            throw new DataException($"{string.Join(", ", tables.Select(table => table.File))}: no type has records enough for a picture in each split.");
        }

        File.WriteAllLines(Path.Combine(folder, LabelsFile), lines);
        SaveSheet(sheet, Path.Combine(folder, "contact_sheet.png"));
        var manifest = new TonIotManifest(TonIotManifest.CurrentFormat, options.Encoding, options.Enlarge, options.Seed, sources);
        manifest.Write(folder);
        return manifest;
    }

    private static IRecordCode CodeFor(TonIotTable table, TimeBlocks cut, string encoding) => encoding switch
    {
        QuantileChunks.EncodingName => QuantileChunks.Fit(table, [.. Training(cut).SelectMany(block => block.Rows)]),
        RecordBytes.EncodingName => RecordBytes.For(table),
        PlacedChunks.EncodingName => PlacedChunks.Fit(table, [.. Training(cut).SelectMany(block => block.Rows.Chunk(PlacedChunks.RecordsFor(table.Columns.Count)))]),
        _ => throw new DataException($"the encoding '{encoding}' is not known; known are {QuantileChunks.EncodingName}, {RecordBytes.EncodingName} and {PlacedChunks.EncodingName}."),
    };

    private static IEnumerable<TimeBlock> Training(TimeBlocks cut) => cut.Blocks.Where(block => block.Split == "train");

    /// <summary>The rows of each picture. Chunks fill a block from its start; single records are taken evenly over the blocks of a type and split.</summary>
    private static IEnumerable<(TimeBlock Block, int Number, int[] Rows)> Pieces(TimeBlocks cut, IRecordCode code, TonIotDatasetOptions options)
    {
        foreach (IGrouping<(string, string), TimeBlock> group in cut.Blocks.GroupBy(block => (block.Type, block.Split)))
        {
            int pieces = group.Sum(block => block.Rows.Count / code.RecordsPerImage);
            int most = code.RecordsPerImage == 1 ? Math.Min(options.PerType, pieces) : pieces;
            int seen = 0;
            foreach (TimeBlock block in group)
            {
                for (int piece = 0; piece < block.Rows.Count / code.RecordsPerImage; piece++, seen++)
                {
                    // Taken where the running share of the wanted number passes a whole one.
                    if ((long)(seen + 1) * most / pieces > (long)seen * most / pieces)
                    {
                        yield return (block, piece, [.. block.Rows.Skip(piece * code.RecordsPerImage).Take(code.RecordsPerImage)]);
                    }
                }
            }
        }
    }

    /// <summary>Types become folder names; the files' own are plain words already.</summary>
    private static string Plain(string type) => string.Concat(type.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_'));

    private static void AddToSheet(SortedDictionary<string, List<Picture>> sheet, string type, Picture picture)
    {
        List<Picture> row = sheet.TryGetValue(type, out List<Picture>? known) ? known : sheet[type] = [];
        if (row.Count < SheetColumns && (row.Count == 0 || row[0].Width == picture.Width))
        {
            row.Add(picture);
        }
    }

    /// <summary>One row a type, in the order of their names; short rows are filled up with black.</summary>
    private static void SaveSheet(SortedDictionary<string, List<Picture>> sheet, string path)
    {
        int side = sheet.Values.Max(row => row[0].Width);
        Picture[] cells = [.. sheet.Values.Where(row => row[0].Width == side).SelectMany(row => row.Concat(Enumerable.Repeat(new Picture(side, side), SheetColumns - row.Count)))];
        PngWriter.Save(PictureGrid.Compose(cells, SheetColumns), path);
    }
}
