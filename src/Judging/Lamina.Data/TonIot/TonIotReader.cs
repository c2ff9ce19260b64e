using CsvHelper;

namespace Lamina.Data.TonIot;

/// <summary>Reads TON_IoT "Train_Test" CSV files as they are published: byte-order mark, stray spaces and mixed number formats included.</summary>
public static class TonIotReader
{
    /// <summary>Records a file may hold; the largest published one has half a million.</summary>
    public const int MaxRecords = 5_000_000;

    private static readonly CsvReaderOptions Options = new() { Separator = ',', MaxRecordSize = 256 * 1024, TrackLineNumbers = true, PoolStrings = true };

    /// <summary>Reads one file.</summary>
    /// <param name="path">A CSV file with a header line.</param>
    /// <param name="keepColumns">Keep columns that the kind does not know as features, instead of naming and dropping them.</param>
    /// <exception cref="DataException">The file cannot be read, is of no known kind, or has a malformed record (named by its line).</exception>
    public static TonIotTable Read(string path, bool keepColumns = false)
    {
        string file = Path.GetFileName(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            using var reader = CsvReader.Create(stream, Options, leaveOpen: true);
            return Read(reader, file, keepColumns);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CsvFormatException or InvalidDataException)
        {
            throw new DataException($"{file}: cannot be read as CSV: {fault.Message.Split('\n')[0].Trim()}", fault);
        }
    }

    private static TonIotTable Read(CsvReader reader, string file, bool keepColumns)
    {
        string[] header = [.. reader.Headers.ToArray().Select(name => name.Trim())];
        if (header.Length == 0)
        {
            throw new DataException($"{file}: is empty.");
        }

        TonIotKind kind = TonIotKind.Match(header)
            ?? throw new DataException($"{file}: columns {string.Join(", ", header)} are of no known TON_IoT file; known are {string.Join(", ", TonIotKind.All.Select(known => known.Name))}.");
        int type = Find(header, "type");
        int label = Find(header, "label");
        if (type < 0 && label < 0)
        {
            throw new DataException($"{file}: has neither a column 'type' nor a column 'label'.");
        }

        string[] unknown = [.. header.Where((name, i) => i != type && i != label && !Contains(kind.Features, name) && !Contains(kind.Ignored, name))];
        string[] features = keepColumns ? [.. kind.Features, .. unknown] : [.. kind.Features];
        int[] places = [.. features.Select(name => Find(header, name))];
        var clock = new RecordClock(header);

        List<string?>[] cells = [.. features.Select(_ => new List<string?>())];
        var interned = new Dictionary<string, string>(StringComparer.Ordinal);
        var types = new List<string>();
        var times = new List<DateTime>();
        while (reader.Read())
        {
            string[] record = reader.Current.ToArray();
            if (record.Length != header.Length)
            {
                throw new DataException($"{file}: line {reader.LineNumber} has {record.Length} fields, the header {header.Length}.");
            }

            if (types.Count == MaxRecords)
            {
                throw new DataException($"{file}: has more than {MaxRecords} records.");
            }

            for (int i = 0; i < places.Length; i++)
            {
                cells[i].Add(Intern(interned, CanonicalCell.Of(record[places[i]])));
            }

            types.Add(Intern(interned, TypeOf(record, type, label)) ?? throw new DataException($"{file}: line {reader.LineNumber} has no type."));
            times.Add(clock.Read(record) ?? throw new DataException($"{file}: line {reader.LineNumber}: '{clock.Text(record)}' is no date and time."));
        }

        FeatureColumn[] columns = [.. features.Select((name, i) => FeatureColumn.From(name, cells[i]))];
        return new TonIotTable(file, kind.Name, columns, types, times, keepColumns ? [] : unknown);
    }

    /// <summary>The attack's name; files without the column say only 0 or 1.</summary>
    private static string? TypeOf(string[] record, int type, int label) =>
        type >= 0 ? CanonicalCell.Of(record[type]) : CanonicalCell.Of(record[label]) is { } flag ? flag == "0" ? "normal" : "attack" : null;

    private static string? Intern(Dictionary<string, string> seen, string? text)
    {
        if (text is null)
        {
            return null;
        }

        return seen.TryGetValue(text, out string? known) ? known : seen[text] = text;
    }

    private static bool Contains(IReadOnlyList<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static int Find(string[] header, string name) => Array.FindIndex(header, column => column.Equals(name, StringComparison.OrdinalIgnoreCase));
}
