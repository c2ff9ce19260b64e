using System.Globalization;
using Lamina.Images;
using Lamina.Images.Encoding;

namespace Lamina.Data.Samples;

/// <summary>
/// CIFAR-10 as its authors publish it for other languages (https://www.cs.toronto.edu/~kriz/cifar.html): <c>data_batch_1.bin</c> to 5,
/// <c>test_batch.bin</c> and <c>batches.meta.txt</c>; a record is one byte of class and 32x32 pixels, plane by plane. Each record
/// appears as a file <c>train/airplane/1-00000.png</c>.
/// </summary>
internal sealed class CifarBinarySource : ISampleSource
{
    private const int Side = 32, Area = Side * Side, RecordBytes = 1 + 3 * Area, MaxRecords = 1_000_000;
    private static readonly string[] Batches = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"];

    private readonly Dictionary<string, (byte[] Batch, int Record)> _entries = new(StringComparer.Ordinal);

    public CifarBinarySource(string folder)
    {
        Origin = folder;
        try
        {
            string meta = Path.Combine(folder, "batches.meta.txt");
            string[] classes = File.Exists(meta)
                ? [.. File.ReadLines(meta).Select(line => line.Trim()).Where(line => line.Length > 0).Take(256)]
                : [.. Enumerable.Range(0, 10).Select(label => label.ToString(CultureInfo.InvariantCulture))];
            foreach (string file in Batches.Where(file => File.Exists(Path.Combine(folder, file))))
            {
                AddBatch(file, classes);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{folder}: {fault.Message}", fault);
        }
    }

    public string Origin { get; }

    /// <summary>True for a folder with at least one batch.</summary>
    public static bool IsHere(string folder) => Batches.Any(file => File.Exists(Path.Combine(folder, file)));

    public IReadOnlyList<string> List() => [.. _entries.Keys];

    public byte[] Read(string name)
    {
        (byte[] batch, int record) = _entries[name];
        ReadOnlySpan<byte> planes = batch.AsSpan(record * RecordBytes + 1, 3 * Area);
        var picture = new Picture(Side, Side);
        for (int i = 0; i < Area; i++)
        {
            picture.Pixels[3 * i] = planes[i];
            picture.Pixels[3 * i + 1] = planes[Area + i];
            picture.Pixels[3 * i + 2] = planes[2 * Area + i];
        }

        return PngWriter.Encode(picture);
    }

    public void Dispose()
    {
    }

    private void AddBatch(string file, string[] classes)
    {
        string path = Path.Combine(Origin, file);
        long length = new FileInfo(path).Length;
        if (length == 0 || length % RecordBytes != 0 || length / RecordBytes > MaxRecords)
        {
            throw new DataException($"{path}: has {length} bytes, a multiple of {RecordBytes} was wanted, at most {MaxRecords} records.");
        }

        byte[] batch = File.ReadAllBytes(path);
        string split = file.StartsWith("test", StringComparison.Ordinal) ? "test" : "train";
        string prefix = split == "test" ? "0" : file["data_batch_".Length..^".bin".Length];
        for (int record = 0; record < batch.Length / RecordBytes; record++)
        {
            int label = batch[record * RecordBytes];
            string name = label < classes.Length ? classes[label] : throw new DataException($"{path}: record {record} is of class {label}, there are {classes.Length}.");
            _entries[string.Create(CultureInfo.InvariantCulture, $"{split}/{name}/{prefix}-{record:00000}.png")] = (batch, record);
        }
    }
}
