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
    public static void Claim(string folder, SortedDictionary<string, string> job, bool overwrite)
    {
        string path = Path.Combine(folder, FileName);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            if (!File.Exists(path))
            {
                // Never deleted, whatever was asked: nobody knows what these files are.
                throw new Refusal(ExitCode.Usage, $"'{folder}' holds files and no {FileName}: they are no results, and are left alone.");
            }

            if (Difference(Read(path), job) is not { } difference)
            {
                return;
            }

            if (!overwrite)
            {
                throw new Refusal(ExitCode.Usage, $"'{folder}' has no results of this job: {difference}; --overwrite replaces what is in it.");
            }

            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(job, Json));
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

    private static string? Difference(Dictionary<string, string> there, SortedDictionary<string, string> wanted)
    {
        string[] differing = [.. wanted.Keys.Union(there.Keys).Where(name => there.GetValueOrDefault(name) != wanted.GetValueOrDefault(name)).Order(StringComparer.Ordinal)];
        return differing.Length == 0 ? null : $"{differing[0]} is '{there.GetValueOrDefault(differing[0], "(none)")}' there and '{wanted.GetValueOrDefault(differing[0], "(none)")}' here";
    }
}
