using System.Globalization;
using Lamina.Torch.Training;

namespace Lamina.Lab.Evaluation;

/// <summary>Scores as text.</summary>
internal static class EvaluationTable
{
    private const int Shown = 40;

    /// <summary>Prints the totals, and the classes where there are few enough to read.</summary>
    public static void Print(ClassificationScores scores)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"images    {scores.Images}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"top-1     {scores.Top1:0.0000}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"top-5     {scores.Top5:0.0000}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"macro F1  {scores.MacroF1:0.0000}"));
        ClassScore[] classes = [.. scores.PerClass.Where(score => score.Images > 0)];
        if (classes.Length > Shown)
        {
            Console.WriteLine($"{classes.Length} classes: --out DIR writes them all, --json prints them.");
            return;
        }

        int width = classes.Select(score => score.Name.Length).Append(5).Max();
        Console.WriteLine($"{"class".PadRight(width)}  images  precision  recall      F1");
        foreach (ClassScore score in classes)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{score.Name.PadRight(width)}  {score.Images,6}     {score.Precision:0.0000}  {score.Recall:0.0000}  {score.F1:0.0000}"));
        }
    }

    /// <summary>Writes every class as CSV.</summary>
    public static void Save(ClassificationScores scores, string path) => File.WriteAllLines(
        path,
        ["class,images,precision,recall,f1", .. scores.PerClass.Select(score => string.Create(
            CultureInfo.InvariantCulture,
            $"\"{score.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{score.Images},{score.Precision:0.#####},{score.Recall:0.#####},{score.F1:0.#####}"))]);
}
