using System.Text.Json;

namespace Lamina.Privacy.Bench;

/// <summary>Finished results of a suite, a file each: an interrupted suite goes on, and parts of it can be run on their own.</summary>
/// <param name="folder">Where they are kept; null keeps none.</param>
/// <param name="job">What they are of (model, pictures, seed). Results of another job are measured again.</param>
internal sealed class KeptResults(string? folder, string job)
{
    /// <summary>The kept result of that name and these settings, or what is measured now.</summary>
    public BenchmarkResult Once(string name, string settings, Func<BenchmarkResult> measure)
    {
        if (folder is null)
        {
            return measure();
        }

        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "results")).FullName, $"{FileName(name)}.json");
        if (Read(path) is { } kept && kept.Job == job && kept.Settings == settings)
        {
            return kept.Result;
        }

        BenchmarkResult result = measure();
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(new KeptResult(job, settings, result), BenchmarkJson.Default.KeptResult));
        File.Move(path + ".new", path, overwrite: true);
        return result;
    }

    /// <summary>A name as a file's: everything but letters and digits becomes a hyphen.</summary>
    public static string FileName(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));

    private static KeptResult? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), BenchmarkJson.Default.KeptResult) : null;
        }
        catch (JsonException)
        {
            // Half a file is no result.
            return null;
        }
    }
}

/// <summary>A result as it is kept.</summary>
/// <param name="Job">What it is of.</param>
/// <param name="Settings">How it was measured.</param>
/// <param name="Result">What came out.</param>
internal sealed record KeptResult(string Job, string Settings, BenchmarkResult Result);
