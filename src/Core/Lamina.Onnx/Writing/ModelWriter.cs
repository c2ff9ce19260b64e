using Lamina.Onnx.Reading;
using Lamina.Onnx.Tensors;

namespace Lamina.Onnx.Writing;

/// <summary>Writes models to files.</summary>
internal static class ModelWriter
{
    /// <summary>External tensors start at multiples of this, so that a runtime can map them (the format's recommendation).</summary>
    private const int Alignment = 4096;

    public static void Write(IReadOnlyList<EncodedField> fields, Stream destination)
    {
        var sink = new OutputSink(destination);
        foreach (EncodedField field in fields)
        {
            field.WriteTo(sink);
        }

        sink.Flush();
    }

    public static IReadOnlyList<SavedFile> Save(OnnxModel model, string path, OnnxSaveOptions options, bool hash)
    {
        IReadOnlyList<EncodedField> embedded = Embedded(model);
        if (embedded.Sum(field => field.Length) <= Math.Min(options.MaxModelBytes, int.MaxValue))
        {
            return [Replace(path, hash, stream => Write(embedded, stream))];
        }

        string data = path + ".data";
        string location = Path.GetFileName(data);
        var moved = new List<(TensorPayload Payload, long Offset)>();
        IReadOnlyList<EncodedField> outside = Rebuild(model, tensor => Outside(tensor, location, options, moved));
        SavedFile weights = Replace(data, hash, stream => WriteData(moved, stream));
        return [Replace(path, hash, stream => Write(outside, stream)), weights];
    }

    private static IReadOnlyList<EncodedField> Embedded(OnnxModel model) => model.Graph.Initializers.Any(tensor => tensor.IsExternal)
        ? Rebuild(model, tensor => Encoder.Tensor(GraphReader.Initializer, tensor))
        : model.Fields;

    /// <summary>The model's fields with initializers encoded anew, all others as they are.</summary>
    private static List<EncodedField> Rebuild(OnnxModel model, Func<OnnxTensor, EncodedField> encode)
    {
        List<EncodedField> graph = [.. model.Graph.Fields.Select(field => field.Element is OnnxTensor tensor ? encode(tensor) : field)];
        List<EncodedField> fields = [.. model.Fields];
        fields[model.Content.GraphIndex] = new GroupField(ModelReader.Graph, graph);
        return fields;
    }

    private static EncodedField Outside(OnnxTensor tensor, string location, OnnxSaveOptions options, List<(TensorPayload Payload, long Offset)> moved)
    {
        if (tensor.IsText || tensor.Payload.Length < options.MinExternalBytes)
        {
            return Encoder.Tensor(GraphReader.Initializer, tensor);
        }

        long end = moved.Count == 0 ? 0 : moved[^1].Offset + moved[^1].Payload.Length;
        long offset = (end + Alignment - 1) / Alignment * Alignment;
        moved.Add((tensor.Payload, offset));
        return Encoder.ExternalTensor(GraphReader.Initializer, tensor, location, offset);
    }

    private static void WriteData(List<(TensorPayload Payload, long Offset)> tensors, Stream stream)
    {
        var sink = new OutputSink(stream);
        foreach ((TensorPayload payload, long offset) in tensors)
        {
            sink.Write(new byte[offset - sink.Written]);
            sink.Copy(payload);
        }

        sink.Flush();
    }

    /// <summary>Writes beside the target and moves over it, so that a crash leaves the old file and a reader of it its bytes.</summary>
    private static SavedFile Replace(string path, bool hash, Action<Stream> write)
    {
        string temporary = path + ".writing";
        try
        {
            SavedFile saved;
            using (var stream = new FileStream(temporary, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                // Not FileMode.Create, which empties even a new file: ext4 writes an emptied file to the disk when it is closed, and that takes as long as the copy.
                if (stream.Length > 0)
                {
                    stream.SetLength(0);
                }

                saved = hash ? WriteHashed(path, stream, write) : WritePlain(path, stream, write);
            }

            File.Move(temporary, path, overwrite: true);
            return saved;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static SavedFile WritePlain(string path, FileStream file, Action<Stream> write)
    {
        write(file);
        return new SavedFile(path, file.Length, ReadOnlyMemory<byte>.Empty);
    }

    private static SavedFile WriteHashed(string path, FileStream file, Action<Stream> write)
    {
        using HashingStream hashing = new(file);
        write(hashing);
        return new SavedFile(path, hashing.Length, hashing.Digest());
    }
}
