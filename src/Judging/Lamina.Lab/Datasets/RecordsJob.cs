using System.Globalization;
using Lamina.Data.TonIot;

namespace Lamina.Lab.Datasets;

/// <summary><c>dataset records</c>.</summary>
internal static class RecordsJob
{
    /// <summary>Writes the records of one data set as CSV; columns that a record's file does not have stay empty.</summary>
    public static int Run(string folder, string file, CancellationToken cancellation)
    {
        TonIotManifest manifest = TonIotManifest.Read(folder);
        string[] columns = [.. manifest.Sources.SelectMany(source => source.Columns.Select(column => column.Name)).Distinct(StringComparer.Ordinal)];
        Dictionary<string, int[]> places = manifest.Sources.ToDictionary(source => source.Name, source => source.Columns.Select(column => Array.IndexOf(columns, column.Name)).ToArray());
        int count = 0;
        using (var writer = new StreamWriter(file))
        {
            writer.WriteLine(string.Join(',', ["image", "record", "source", "type", .. columns.Select(Quote)]));
            foreach (DecodedRecord record in TonIotRecords.Read(folder))
            {
                cancellation.ThrowIfCancellationRequested();
                var cells = new string[columns.Length];
                foreach ((int i, int place) in places[record.Source.Name].Index())
                {
                    cells[place] = Quote(record.Values[i]);
                }

                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{record.Image},{record.Position},{record.Source.Name},{record.Type},{string.Join(',', cells)}"));
                count++;
            }
        }

        Console.Error.WriteLine($"wrote {count} records to {file}");
        return ExitCode.Done;
    }

    private static string Quote(string text) => text.AsSpan().IndexOfAny(",\"\n\r") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
