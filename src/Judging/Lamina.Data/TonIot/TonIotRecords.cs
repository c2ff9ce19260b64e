using Lamina.Images;
using Lamina.Images.Decoding;

namespace Lamina.Data.TonIot;

/// <summary>A record that was read back from a picture.</summary>
/// <param name="Image">The picture's path in the data set.</param>
/// <param name="Position">Place in the picture, from 0.</param>
/// <param name="Source">Which file it is of.</param>
/// <param name="Type">The picture's label.</param>
/// <param name="Values">Canonical text of each of the source's columns; empty for a missing one.</param>
public sealed record DecodedRecord(string Image, int Position, TonIotSource Source, string Type, IReadOnlyList<string> Values);

/// <summary>Reads the records back from a folder that <see cref="TonIotDataset"/> wrote.</summary>
public static class TonIotRecords
{
    /// <summary>All records, in the order of the list of pictures.</summary>
    /// <param name="folder">The data set.</param>
    /// <exception cref="DataException">A file is missing or malformed.</exception>
    public static IEnumerable<DecodedRecord> Read(string folder)
    {
        TonIotManifest manifest = TonIotManifest.Read(folder);
        Dictionary<string, (TonIotSource Source, IRecordCode Code)> codes = manifest.Sources.ToDictionary(source => source.Name, source => (source, manifest.CodeOf(source)));
        string list = Path.Combine(folder, TonIotDataset.LabelsFile);
        foreach (string line in File.Exists(list) ? File.ReadLines(list).Skip(1) : throw new DataException($"{list}: is missing."))
        {
            string[] fields = line.Split(',');
            if (fields.Length != 5 || !codes.TryGetValue(fields[3], out (TonIotSource Source, IRecordCode Code) code) || fields[0].Split('/').Contains("..") || Path.IsPathRooted(fields[0]))
            {
                throw new DataException($"{list}: '{line}' is no entry of this data set.");
            }

            IReadOnlyList<string[]> records = code.Code.Decode(RecordPicture.Reduce(Picture(folder, fields[0]), code.Code.Side));
            for (int i = 0; i < records.Count; i++)
            {
                yield return new DecodedRecord(fields[0], i, code.Source, fields[2], records[i]);
            }
        }
    }

    private static Picture Picture(string folder, string name)
    {
        try
        {
            return PictureDecoder.Load(Path.Combine(folder, name));
        }
        catch (PictureException fault)
        {
            throw new DataException($"{name}: {fault.Message}", fault);
        }
    }
}
