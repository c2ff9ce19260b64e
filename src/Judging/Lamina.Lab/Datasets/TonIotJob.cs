using System.Globalization;
using Lamina.Data;
using Lamina.Data.TonIot;

namespace Lamina.Lab.Datasets;

/// <summary><c>dataset toniot</c>.</summary>
internal static class TonIotJob
{
    /// <summary>Reads the files and writes one data set, or one for each.</summary>
    public static int Run(IReadOnlyList<string> files, string folder, TonIotDatasetOptions options, bool keepColumns, bool overwrite, Talk talk, CancellationToken cancellation)
    {
        if (options.Enlarge is < 1 or > 64 || options.PerType < 1)
        {
            throw new Refusal(ExitCode.Usage, $"--enlarge is {options.Enlarge} and --per-type {options.PerType}; 1 to 64 and 1 or more are possible.", "--enlarge");
        }

        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            if (!overwrite)
            {
                throw new Refusal(ExitCode.Usage, $"'{folder}' is not empty; --overwrite replaces what is in it.", folder);
            }

            Directory.Delete(folder, recursive: true);
        }

        List<TonIotTable> tables = [.. files.Select(file => TonIotReader.Read(file, keepColumns))];
        if (tables.GroupBy(table => table.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new DataException($"{string.Join(" and ", twice.Select(table => table.File))} are both of the kind {twice.Key}; give one file a kind.");
        }

        var manifests = new List<TonIotManifest>();
        foreach (TonIotTable[] together in options.Merge ? [[.. tables]] : tables.Select(table => new[] { table }).ToArray())
        {
            string place = options.Merge ? folder : Path.Combine(folder, together[0].Name);
            manifests.Add(TonIotDataset.Write(together, place, options, done => talk.Progress(() => $"{place}: {done} pictures"), cancellation));
        }

        SourceTable.Print(manifests.SelectMany(manifest => manifest.Sources));
        talk.Say(string.Create(CultureInfo.InvariantCulture, $"wrote {manifests.Sum(manifest => manifest.Sources.Sum(source => source.Images.Values.Sum()))} pictures to {folder}"));
        return ExitCode.Done;
    }
}
