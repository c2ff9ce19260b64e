using Lamina.Data;
using Lamina.Data.Samples;
using Lamina.Data.TonIot;
using Lamina.Images.Decoding;

namespace Lamina.Lab.Datasets.Baselines;

/// <summary>What one picture of records holds.</summary>
/// <param name="Name">Its path in the data set.</param>
/// <param name="Source">The kind of file it is of.</param>
/// <param name="Type">Type of its records.</param>
/// <param name="InPlace">The bytes it was drawn from: all that a classifier of the picture can see.</param>
/// <param name="Sorted">The same with each column's values in ascending order: what is left when their order in time is taken away. Null where a picture is one record.</param>
internal sealed record RecordPictureValues(string Name, string Source, string Type, byte[] InPlace, byte[]? Sorted)
{
    /// <summary>Type of records that are no attack.</summary>
    public const string Normal = "normal";

    /// <summary><c>normal</c> or <c>attack</c>.</summary>
    public string Binary => Type == Normal ? Normal : "attack";
}

/// <summary>Reads the values that record pictures hold.</summary>
internal static class RecordValues
{
    /// <summary>The pictures of one split, by name.</summary>
    /// <exception cref="DataException">The folder is no data set of records, or a picture cannot be read.</exception>
    public static RecordPictureValues[] Read(string folder, string split, CancellationToken cancellation)
    {
        RecordReader reader = RecordReader.Open(folder) ?? throw new DataException($"{folder}: holds no {TonIotManifest.FileName}; 'dataset toniot' makes such a folder.");
        Dictionary<string, IRecordCode> codes = reader.Sources.ToDictionary(source => source.Name, reader.CodeOf, StringComparer.Ordinal);
        // Files of another encoding width give shorter pictures; zeros fill them up.
        int length = codes.Values.Max(code => code.Side * code.Side * 3);
        using SampleSet set = SampleSets.Open(folder, split);
        return [.. set.Samples.Select(sample =>
        {
            cancellation.ThrowIfCancellationRequested();
            string source = reader.SourceOf(sample.Name).Name;
            byte[] bytes = RecordReader.Bytes(PictureDecoder.Decode(set.Read(sample)), codes[source]);
            byte[]? sorted = codes[source].RecordsPerImage > 1 ? Sort(bytes, codes[source]) : null;
            Array.Resize(ref bytes, length);
            Array.Resize(ref sorted, sorted is null ? 0 : length);
            return new RecordPictureValues(sample.Name, source, reader.TypeOf(sample.Name), bytes, sorted.Length == 0 ? null : sorted);
        })];
    }

    private static byte[] Sort(byte[] bytes, IRecordCode code)
    {
        byte[] sorted = [.. bytes];
        for (int column = 0; column < code.Columns.Count; column++)
        {
            int[] places = code.Places(column);
            foreach ((int i, byte value) in places.Select(place => bytes[place]).Order().Index())
            {
                sorted[places[i]] = value;
            }
        }

        return sorted;
    }
}
