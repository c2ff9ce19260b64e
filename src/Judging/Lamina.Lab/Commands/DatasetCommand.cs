using System.CommandLine;
using Lamina.Data.TonIot;
using Lamina.Lab.Datasets;
using Lamina.Lab.Datasets.Baselines;

namespace Lamina.Lab.Commands;

/// <summary><c>dataset toniot</c>, <c>dataset records</c>, <c>dataset baselines</c>, <c>dataset info</c>.</summary>
internal static class DatasetCommand
{
    /// <summary>The command with its verbs.</summary>
    public static Command Create() => new("dataset", "Make and read data sets.") { TonIot(), Records(), Baselines(), Info() };

    private static Command TonIot()
    {
        var defaults = new TonIotDatasetOptions();
        Argument<string[]> files = new("csv") { Description = "TON_IoT Train_Test CSV files.", Arity = ArgumentArity.OneOrMore };
        Option<string> folder = new("--out", "-o") { Description = "Folder for the pictures.", Required = true };
        Option<string> encoding = new("--encoding") { Description = $"{QuantileChunks.EncodingName} (many records a picture), {RecordBytes.EncodingName} (one, reversible) or {PlacedChunks.EncodingName} (as the first, similar values side by side).", DefaultValueFactory = _ => defaults.Encoding };
        encoding.AcceptOnlyFromAmong(QuantileChunks.EncodingName, RecordBytes.EncodingName, PlacedChunks.EncodingName);
        Option<string> labels = new("--labels") { Description = "Class folders: type, or binary (normal and attack).", DefaultValueFactory = _ => "type" };
        labels.AcceptOnlyFromAmong("type", "binary");
        Option<bool> merge = new("--merge") { Description = "One data set of all files instead of one each." };
        Option<bool> keep = new("--keep-columns") { Description = "Keep columns that the kind of file does not know." };
        Option<int> enlarge = new("--enlarge") { Description = "Factor by which pictures are enlarged, 1 to 64.", DefaultValueFactory = _ => defaults.Enlarge };
        Option<int> perType = new("--per-type") { Description = $"Pictures per file, type and split with {RecordBytes.EncodingName}.", DefaultValueFactory = _ => defaults.PerType };
        Option<int> seed = new("--seed") { Description = "Deals blocks of time to splits.", DefaultValueFactory = _ => defaults.Seed };
        Option<bool> overwrite = new("--overwrite") { Description = "Replace the folder's content." };
        Command command = new("toniot", "TON_IoT records as pictures, with the way back kept.") { files, folder, encoding, labels, merge, keep, enlarge, perType, seed, overwrite };
        command.SetAction((parsed, cancellation) => CommandRunner.RunAsync(() => Task.FromResult(TonIotJob.Run(
            parsed.GetValue(files)!,
            parsed.GetValue(folder)!,
            new TonIotDatasetOptions { Encoding = parsed.GetValue(encoding)!, Binary = parsed.GetValue(labels) == "binary", Merge = parsed.GetValue(merge), Enlarge = parsed.GetValue(enlarge), PerType = parsed.GetValue(perType), Seed = parsed.GetValue(seed) },
            parsed.GetValue(keep),
            parsed.GetValue(overwrite),
            new Talk(TimeProvider.System),
            cancellation))));
        return command;
    }

    private static Command Records()
    {
        Argument<string> folder = new("folder") { Description = "A data set that 'dataset toniot' made." };
        Option<string> file = new("--out", "-o") { Description = "CSV file for the records.", Required = true };
        Command command = new("records", "The records of a data set's pictures as CSV.") { folder, file };
        command.SetAction((parsed, cancellation) => CommandRunner.RunAsync(() => Task.FromResult(RecordsJob.Run(parsed.GetValue(folder)!, parsed.GetValue(file)!, cancellation))));
        return command;
    }

    private static Command Baselines()
    {
        Argument<string> folder = new("folder") { Description = "A data set that 'dataset toniot' made." };
        Option<string[]> models = new("--model") { Description = "A trained classifier to score beside the baselines, with its .preprocess.json; repeatable." };
        Option<int> threads = new("--threads") { Description = "Threads of the classifiers; 0: all.", DefaultValueFactory = _ => 0 };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("baselines", "Majority, nearest neighbour and boosted trees on the bytes of record pictures, beside what single records allow.") { folder, models, threads, json };
        command.SetAction((parsed, cancellation) => CommandRunner.RunAsync(
            () => BaselineJob.RunAsync(parsed.GetValue(folder)!, parsed.GetValue(models) ?? [], Options.Threads(parsed, threads), parsed.GetValue(json), new Talk(TimeProvider.System), cancellation),
            parsed.GetValue(json)));
        return command;
    }

    private static Command Info()
    {
        Argument<string> path = new("path") { Description = "A folder or zip of pictures." };
        Command command = new("info", "What a folder or zip of pictures holds.") { path };
        command.SetAction((parsed, _) => CommandRunner.RunAsync(() => Task.FromResult(InfoJob.Run(parsed.GetValue(path)!))));
        return command;
    }
}
