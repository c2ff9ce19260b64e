using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Lamina.Torch.Training;

/// <summary>The checkpoint file: a JSON header, then weights, statistics, the best of both if kept, and the optimizer's state.</summary>
internal static class CheckpointFile
{
    private const string Magic = "lamina-training-2";
    private const int MaxHeader = 64 * 1024 * 1024;

    /// <summary>Writes the file beside its place and moves it there: an interruption leaves the old one whole.</summary>
    public static void Save(string path, TrainingState state, IReadOnlyList<float[]> values, IReadOnlyList<float[]>? best, Action<BinaryWriter> optimizer)
    {
        string beside = path + ".new";
        using (var writer = new BinaryWriter(File.Create(beside), Encoding.UTF8))
        {
            writer.Write(Magic);
            byte[] header = JsonSerializer.SerializeToUtf8Bytes(state);
            writer.Write(header.Length);
            writer.Write(header);
            WriteAll(writer, values);
            writer.Write(best is not null);
            WriteAll(writer, best ?? []);
            optimizer(writer);
        }

        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fingerprint">The job it must be of.</param>
    /// <param name="lengths">Elements of each weight and statistic, which the file must have.</param>
    /// <param name="optimizer">Reads the optimizer's state.</param>
    /// <exception cref="TrainingException">The file is damaged, or of another job; the message names the difference.</exception>
    public static (TrainingState State, IReadOnlyList<float[]> Values, IReadOnlyList<float[]>? Best) Load(
        string path, string fingerprint, IReadOnlyList<int> lengths, Action<BinaryReader> optimizer)
    {
        try
        {
            using var reader = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
            int header = reader.ReadString() == Magic ? reader.ReadInt32() : throw new TrainingException($"{path} is no checkpoint of this version.");
            TrainingState state = header is > 0 and <= MaxHeader && JsonSerializer.Deserialize<TrainingState>(reader.ReadBytes(header)) is { } read
                ? read
                : throw new TrainingException($"{path}: the header is damaged.");
            if (state.Fingerprint != fingerprint)
            {
                throw new TrainingException($"{path} is of another job: it has {state.Fingerprint}; this one has {fingerprint}.");
            }

            IReadOnlyList<float[]> values = ReadAll(reader, lengths, path);
            IReadOnlyList<float[]>? best = reader.ReadBoolean() ? ReadAll(reader, lengths, path) : SkipNone(reader);
            optimizer(reader);
            return (state, values, best);
        }
        catch (Exception fault) when (fault is IOException or JsonException or FormatException)
        {
            throw new TrainingException($"{path} cannot be read as a checkpoint: {fault.Message}", fault);
        }
    }

    private static void WriteAll(BinaryWriter writer, IReadOnlyList<float[]> values)
    {
        writer.Write(values.Count);
        foreach (float[] value in values)
        {
            writer.Write(value.Length);
            writer.Write(MemoryMarshal.AsBytes(value.AsSpan()));
        }
    }

    private static float[][] ReadAll(BinaryReader reader, IReadOnlyList<int> lengths, string path)
    {
        int count = reader.ReadInt32();
        var values = new float[count == lengths.Count ? count : throw new TrainingException($"{path} holds {count} tensors, the model has {lengths.Count}.")][];
        for (int i = 0; i < values.Length; i++)
        {
            int length = reader.ReadInt32();
            values[i] = new float[length == lengths[i] ? length : throw new TrainingException($"{path}: tensor {i} has {length} elements, the model's has {lengths[i]}.")];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values[i].AsSpan()));
        }

        return values;
    }

    private static IReadOnlyList<float[]>? SkipNone(BinaryReader reader)
    {
        _ = reader.ReadInt32();
        return null;
    }
}
