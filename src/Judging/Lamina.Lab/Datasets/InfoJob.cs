using Lamina.Data.Samples;
using Lamina.Data.Splits;
using Lamina.Data.TonIot;

namespace Lamina.Lab.Datasets;

/// <summary><c>dataset info</c>.</summary>
internal static class InfoJob
{
    private const int Shown = 40;

    /// <summary>Prints splits, classes, digests, and for record pictures their files.</summary>
    public static int Run(string path)
    {
        using SampleSet first = SampleSets.Open(path, "train", "val", "test");
        Console.WriteLine($"{path}: {first.Classes.Count} classes, {(first.Splits.Count == 0 ? "no splits" : "splits " + string.Join(", ", first.Splits))}");
        foreach (string? split in first.Splits.Count == 0 ? [null] : first.Splits.Cast<string?>())
        {
            using SampleSet set = SampleSets.Open(path, split is null ? [] : [split]);
            SplitPart part = SplitPlan.Part(split ?? "all", set.Samples);
            Console.WriteLine($"{part.Name}: {part.Samples.Count} pictures in {set.Samples.Select(sample => sample.Group).Distinct().Count()} groups, digest {part.Digest[..12]}");
            foreach ((int label, int count) in set.Samples.CountBy(sample => sample.Label).OrderBy(entry => entry.Key).Take(Shown))
            {
                Console.WriteLine($"  {count,7}  {(label < 0 ? "(no class)" : set.Classes[label])}");
            }

            if (set.Classes.Count > Shown)
            {
                Console.WriteLine($"           and {set.Classes.Count - Shown} more classes");
            }
        }

        if (File.Exists(Path.Combine(path, TonIotManifest.FileName)))
        {
            SourceTable.Print(TonIotManifest.Read(path).Sources);
        }

        return ExitCode.Done;
    }
}
