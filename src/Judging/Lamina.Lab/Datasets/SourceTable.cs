using System.Globalization;
using Lamina.Data.TonIot;

namespace Lamina.Lab.Datasets;

/// <summary>What is to be known of files of records, as text.</summary>
internal static class SourceTable
{
    /// <summary>Prints a line a file, and below it what was left out.</summary>
    public static void Print(IEnumerable<TonIotSource> sources)
    {
        Console.WriteLine("file          records  distinct  majority  best possible   binary: majority  best possible   pictures train/val/test");
        foreach (TonIotSource source in sources)
        {
            RecordBounds bounds = source.Bounds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{source.Name,-12}  {bounds.Records,7}  {bounds.Distinct,8}    {bounds.Majority:0.0000}         {bounds.Best:0.0000}             {bounds.BinaryMajority:0.0000}         {bounds.BinaryBest:0.0000}   {Count(source, "train")}/{Count(source, "val")}/{Count(source, "test")}"));
            Say(source.Dropped.Count > 0, $"columns left out: {string.Join(", ", source.Dropped)}");
            Say(source.LeftOut.Count > 0, $"types left out, too few records: {string.Join(", ", source.LeftOut.Select(type => $"{type.Key} ({type.Value})"))}");
            Say(source.Coarse.Count > 0, $"types in fewer than {TimeBlocks.PerType} blocks of time: {string.Join(", ", source.Coarse.Select(type => $"{type.Key} ({type.Value})"))}");
        }
    }

    private static int Count(TonIotSource source, string split) => source.Images.GetValueOrDefault(split);

    private static void Say(bool matters, string line)
    {
        if (matters)
        {
            Console.WriteLine("              " + line);
        }
    }
}
