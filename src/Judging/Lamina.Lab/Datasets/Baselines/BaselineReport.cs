using System.Text.Json;
using Lamina.Data.TonIot;

namespace Lamina.Lab.Datasets.Baselines;

/// <summary>How well one method tells the test pictures of one part of the data apart.</summary>
/// <param name="Task"><c>type</c> or <c>binary</c>.</param>
/// <param name="Method">The method.</param>
/// <param name="Part"><c>all</c> or the kind of file.</param>
/// <param name="Images">Test pictures counted.</param>
/// <param name="Accuracy">Share that is right.</param>
/// <param name="MacroF1">Mean F1 over the classes that occur among these test pictures.</param>
internal sealed record BaselineScore(string Task, string Method, string Part, int Images, double Accuracy, double MacroF1);

/// <summary>What single records of a file allow, and how many test pictures are of it.</summary>
/// <param name="Name">Kind of file, or <c>all</c>: then means weighted by test pictures.</param>
/// <param name="TestImages">Test pictures.</param>
/// <param name="RecordsPerImage">Records a picture holds; for <c>all</c> the largest number.</param>
/// <param name="Majority">Share of records of the most frequent type.</param>
/// <param name="BestRecord">Accuracy by type of the best possible lookup table over whole records.</param>
/// <param name="BinaryMajority">As <paramref name="Majority"/>, for normal against attack.</param>
/// <param name="BinaryBestRecord">As <paramref name="BestRecord"/>, for normal against attack.</param>
internal sealed record PartBounds(string Name, int TestImages, int RecordsPerImage, double Majority, double BestRecord, double BinaryMajority, double BinaryBestRecord)
{
    /// <summary>The bound of a task.</summary>
    public double Best(string task) => task == BaselineJob.TypeTask ? BestRecord : BinaryBestRecord;

    /// <summary>Of one file.</summary>
    public static PartBounds Of(TonIotSource source, int testImages, int recordsPerImage) =>
        new(source.Name, testImages, recordsPerImage, source.Bounds.Majority, source.Bounds.Best, source.Bounds.BinaryMajority, source.Bounds.BinaryBest);

    /// <summary>Of all files together.</summary>
    public static PartBounds All(IReadOnlyList<PartBounds> parts)
    {
        int images = parts.Sum(part => part.TestImages);
        double Mean(Func<PartBounds, double> of) => parts.Sum(part => part.TestImages * of(part)) / Math.Max(1, images);
        return new PartBounds(BaselineJob.Everything, images, parts.Max(part => part.RecordsPerImage), Mean(part => part.Majority), Mean(part => part.BestRecord), Mean(part => part.BinaryMajority), Mean(part => part.BinaryBestRecord));
    }
}

/// <summary>What <c>dataset baselines --json</c> prints.</summary>
/// <param name="Commit">The commit that computed it; null where it is not known.</param>
/// <param name="Encoding">How records became pictures.</param>
/// <param name="TrainImages">Pictures learned from.</param>
/// <param name="TestImages">Pictures scored on.</param>
/// <param name="Parts">Bounds.</param>
/// <param name="Results">Scores.</param>
/// <param name="Notes">Results far above the bound of single records, with what explains them.</param>
internal sealed record BaselineReport(
    string? Commit, string Encoding, int TrainImages, int TestImages, IReadOnlyList<PartBounds> Parts, IReadOnlyList<BaselineScore> Results, IReadOnlyList<string> Notes)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>The JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
