using System.Text.Json;
using Lamina.Data;

namespace Lamina.Lab.Attacks;

/// <summary>What the results of a folder are of: a list of names and values. The same job goes on there, another is refused.</summary>
internal static class JobRecord
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "job.json";

    private const int MaxBytes = 1 << 20;
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Takes a folder for a job, or refuses it.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="job">The job.</param>
    /// <param name="overwrite">Replace what is there.</param>
    /// <exception cref="Refusal">It holds another job's results, or none that are known; the difference is named.</exception>
    /// <param name="extend">Names of values that may differ: results of both stay, and the folder is this job's from now on. Default none.</param>
    public static void Claim(string folder, SortedDictionary<string, string> job, bool overwrite, params IReadOnlyCollection<string> extend)
    {
        string path = Path.Combine(folder, FileName);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            if (!File.Exists(path))
            {
                // Never deleted, whatever was asked: nobody knows what these files are.
                throw new Refusal(ExitCode.Usage, $"'{folder}' holds files and no {FileName}: they are no results, and are left alone.", folder);
            }

            Dictionary<string, string> there = Read(path);
            if (Difference(there, job) is not { } difference)
            {
                return;
            }

            if (Differing(there, job).All(extend.Contains))
            {
                File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(job, Json));
                return;
            }

            if (!overwrite)
            {
                throw new Refusal(ExitCode.Usage, $"'{folder}' has no results of this job: {difference}; --overwrite replaces what is in it.", folder);
            }

            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(job, Json));
    }

    /// <summary>Refuses a folder of another job.</summary>
    /// <exception cref="Refusal">It holds another job's results, or none; the difference is named.</exception>
    public static void Check(string folder, SortedDictionary<string, string> job)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new Refusal(ExitCode.Usage, $"'{folder}' holds no results: there is no {FileName}.", folder);
        }

        if (Difference(Read(path), job) is { } difference)
        {
            throw new Refusal(ExitCode.Usage, $"'{folder}' has no results of this job: {difference}.", folder);
        }
    }

    /// <summary>A value of the job whose results a folder holds; null where there is none.</summary>
    public static string? Value(string folder, string name)
    {
        string path = Path.Combine(folder, FileName);
        return File.Exists(path) ? Read(path).GetValueOrDefault(name) : null;
    }

    private static Dictionary<string, string> Read(string path)
    {
        try
        {
            byte[] bytes = new FileInfo(path).Length <= MaxBytes ? File.ReadAllBytes(path) : [];
            return JsonSerializer.Deserialize<Dictionary<string, string>>(bytes) ?? [];
        }
        catch (JsonException fault)
        {
            throw new DataException($"{path}: is damaged; --overwrite replaces the folder.", fault);
        }
    }

    private static IEnumerable<string> Differing(Dictionary<string, string> there, SortedDictionary<string, string> wanted) =>
        wanted.Keys.Union(there.Keys).Where(name => there.GetValueOrDefault(name) != wanted.GetValueOrDefault(name)).Order(StringComparer.Ordinal);

    private static string? Difference(Dictionary<string, string> there, SortedDictionary<string, string> wanted)
    {
        string[] differing = [.. Differing(there, wanted)];
        return differing.Length == 0 ? null : $"{differing[0]} is '{there.GetValueOrDefault(differing[0], "(none)")}' there and '{wanted.GetValueOrDefault(differing[0], "(none)")}' here";
    }
}
