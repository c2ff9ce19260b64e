using System.Globalization;
using Lamina.Data;
using Lamina.Data.TonIot;
using Lamina.Torch.Training;

namespace Lamina.Lab.Datasets.Baselines;

/// <summary><c>dataset baselines</c>: simple methods on exactly the bytes that record pictures hold, beside networks and the bounds of single records.</summary>
internal static class BaselineJob
{
    /// <summary>Telling the types of attack apart.</summary>
    public const string TypeTask = "type";

    /// <summary>Telling attacks from normal records.</summary>
    public const string BinaryTask = "binary";

    /// <summary>All files together.</summary>
    public const string Everything = "all";

    private const string Trees = "boosted trees";
    private const string TreesWithoutOrder = "boosted trees, order removed";
    private const double FarAbove = 0.05;

    /// <summary>Computes and prints.</summary>
    /// <param name="folder">A data set that <c>dataset toniot</c> made.</param>
    /// <param name="models">Trained networks to score beside the baselines.</param>
    /// <param name="threads">Threads of the networks; 0 for all.</param>
    /// <param name="json">Print JSON.</param>
    /// <param name="talk">Told where the work is.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<int> RunAsync(string folder, IReadOnlyList<string> models, int threads, bool json, Talk talk, CancellationToken cancellation)
    {
        BaselineReport report = await ComputeAsync(folder, models, threads, talk, cancellation);
        if (json)
        {
            Console.WriteLine(report.ToJson());
            return ExitCode.Done;
        }

        Print(report);
        return ExitCode.Done;
    }

    /// <summary>Computes the report.</summary>
    /// <exception cref="DataException">The folder is no data set of records.</exception>
    public static async Task<BaselineReport> ComputeAsync(string folder, IReadOnlyList<string> models, int threads, Talk talk, CancellationToken cancellation)
    {
        RecordPictureValues[] train = RecordValues.Read(folder, "train", cancellation);
        RecordPictureValues[] test = RecordValues.Read(folder, "test", cancellation);
        TonIotManifest manifest = TonIotManifest.Read(folder);
        PartBounds[] parts = [.. manifest.Sources.Select(source => PartBounds.Of(source, test.Count(picture => picture.Source == source.Name), manifest.CodeOf(source).RecordsPerImage))];
        parts = parts.Length > 1 ? [PartBounds.All(parts), .. parts] : parts;
        var results = new List<BaselineScore>();
        foreach ((string task, Func<RecordPictureValues, string> of) in Tasks())
        {
            talk.Say($"baselines by {task} on {train.Length} training and {test.Length} test pictures");
            string[] classes = [.. train.Select(of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            int[] labels = [.. train.Select(picture => Array.IndexOf(classes, of(picture)))];
            byte[][] known = [.. train.Select(picture => picture.InPlace)], asked = [.. test.Select(picture => picture.InPlace)];
            int most = labels.CountBy(label => label).MaxBy(entry => entry.Value).Key;
            Add("most frequent class", [.. test.Select(_ => classes[most])]);
            Add("nearest neighbour", [.. NearestNeighbour.Predict(known, labels, asked).Select(label => classes[label])]);
            Add(Trees, [.. BoostedTrees.Predict(known, labels, asked).Select(label => classes[label])]);
            if (train.Concat(test).All(picture => picture.Sorted is not null))
            {
                Add(TreesWithoutOrder, [.. BoostedTrees.Predict([.. train.Select(picture => picture.Sorted!)], labels, [.. test.Select(picture => picture.Sorted!)]).Select(label => classes[label])]);
            }

            void Add(string method, IReadOnlyList<string> answers) => results.AddRange(Score(task, method, parts, test, of, answers));
        }

        foreach (string model in models)
        {
            talk.Say($"running {model}");
            (string task, Dictionary<string, string> byImage) = await NetworkAnswers.PredictAsync(model, folder, threads, cancellation);
            string name = Path.GetFileNameWithoutExtension(model);
            string[] answers = [.. test.Select(picture => byImage.GetValueOrDefault(picture.Name) ?? "")];
            if (task == TypeTask)
            {
                results.AddRange(Score(TypeTask, name, parts, test, picture => picture.Type, answers));
                answers = [.. answers.Select(answer => answer == RecordPictureValues.Normal ? answer : "attack")];
            }

            results.AddRange(Score(BinaryTask, name, parts, test, picture => picture.Binary, answers));
        }

        return new BaselineReport(BuildInfo.Commit, manifest.Encoding, train.Length, test.Length, parts, results, [.. Notes(parts, results)]);
    }

    private static (string Task, Func<RecordPictureValues, string> Of)[] Tasks() => [(TypeTask, picture => picture.Type), (BinaryTask, picture => picture.Binary)];

    private static IEnumerable<BaselineScore> Score(
        string task, string method, IReadOnlyList<PartBounds> parts, RecordPictureValues[] test, Func<RecordPictureValues, string> of, IReadOnlyList<string> answers)
    {
        string[] names = [.. test.Select(of).Concat(answers).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach (PartBounds part in parts)
        {
            var scores = new ClassificationScores(names);
            foreach ((int i, RecordPictureValues picture) in test.Index().Where(entry => part.Name == Everything || entry.Item.Source == part.Name))
            {
                var row = new float[names.Length];
                row[Array.IndexOf(names, answers[i])] = 1;
                scores.Add(row, Array.IndexOf(names, of(picture)));
            }

            yield return new BaselineScore(task, method, part.Name, scores.Images, scores.Top1, scores.MacroF1);
        }
    }

    /// <summary>Where a picture tells far more than any one of its records could, the sorted values say whether their mix or their order does.</summary>
    private static IEnumerable<string> Notes(PartBounds[] parts, List<BaselineScore> results)
    {
        foreach (PartBounds part in parts.Where(part => part.Name != Everything || parts.Length == 1))
        {
            foreach (string task in new[] { TypeTask, BinaryTask })
            {
                BaselineScore? inPlace = results.Find(score => (score.Task, score.Method, score.Part) == (task, Trees, part.Name));
                BaselineScore? sorted = results.Find(score => (score.Task, score.Method, score.Part) == (task, TreesWithoutOrder, part.Name));
                if (inPlace is null || sorted is null || Math.Max(inPlace.Accuracy, sorted.Accuracy) <= part.Best(task) + FarAbove)
                {
                    continue;
                }

                // How much of what a picture tells beyond a record is left without the order of its values.
                double left = (sorted.Accuracy - part.Best(task)) / (inPlace.Accuracy - part.Best(task));
                string why = inPlace.Accuracy <= part.Best(task) || left >= 0.8 ? "the mix of values in a picture tells the class, their order is not needed"
                    : left <= 0.2 ? "the order of the values tells the class" : "both the mix of values and their order tell the class";
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{part.Name}, by {task}: {inPlace.Accuracy:0.000} ({sorted.Accuracy:0.000} without order) where a single record allows {part.Best(task):0.000}: a picture shows {part.RecordsPerImage} records of one class in a row; {why}.");
            }
        }
    }

    private static void Print(BaselineReport report)
    {
        foreach (string task in new[] { TypeTask, BinaryTask })
        {
            Console.WriteLine($"{(task == TypeTask ? "by type" : "normal or attack")}: accuracy (macro F1) on {report.TestImages} test pictures, learned from {report.TrainImages}");
            Console.WriteLine($"{"",-30}{string.Concat(report.Parts.Select(part => $"{part.Name,16}"))}");
            Line("majority of records", part => string.Create(CultureInfo.InvariantCulture, $"{(task == TypeTask ? part.Majority : part.BinaryMajority):0.000}        "));
            Line("best possible for a record", part => string.Create(CultureInfo.InvariantCulture, $"{part.Best(task):0.000}        "));
            foreach (IGrouping<string, BaselineScore> method in report.Results.Where(score => score.Task == task).GroupBy(score => score.Method))
            {
                Line(method.Key, part => method.First(score => score.Part == part.Name) is var score ? string.Create(CultureInfo.InvariantCulture, $"{score.Accuracy:0.000} ({score.MacroF1:0.000})") : "");
            }

            Console.WriteLine();
        }

        foreach (string note in report.Notes)
        {
            Console.WriteLine(note);
        }

        void Line(string name, Func<PartBounds, string> cell) => Console.WriteLine($"{name,-30}{string.Concat(report.Parts.Select(part => $"{cell(part),16}"))}");
    }
}
