using Lamina.Onnx.Tensors;
using Lamina.Onnx.Writing;

namespace Lamina.Onnx;

/// <summary>Writing.</summary>
public sealed partial class OnnxModel
{
    /// <summary>
    /// Writes the model into one file, weights included; a model of 2 GiB or more, which protobuf cannot hold, keeps the larger weights in
    /// <c>NAME.data</c> beside it. Written beside the target and moved over it at the end, so it may replace the file it reads.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Where weights go; <see cref="OnnxSaveOptions.Default"/> when null.</param>
    /// <returns>The files written, the model first.</returns>
    public IReadOnlyList<string> Save(string path, OnnxSaveOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return [.. ModelWriter.Save(this, path, options ?? OnnxSaveOptions.Default, hash: false).Select(file => file.Path)];
    }

    /// <summary>As <see cref="Save"/>, and takes the digests of the files while they are written, on another thread, so that nobody needs to read them again for that.</summary>
    /// <inheritdoc cref="Save"/>
    public IReadOnlyList<SavedFile> SaveHashed(string path, OnnxSaveOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ModelWriter.Save(this, path, options ?? OnnxSaveOptions.Default, hash: true);
    }

    /// <summary>Writes the model as it is: references to external data stay references.</summary>
    public void WriteTo(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ModelWriter.Write(_fields, destination);
    }

    /// <summary>The model's bytes as <see cref="WriteTo"/> writes them.</summary>
    public byte[] ToArray()
    {
        using var stream = new MemoryStream(checked((int)EncodedLength));
        WriteTo(stream);
        return stream.ToArray();
    }

    /// <summary>Bytes that <see cref="WriteTo"/> writes.</summary>
    public long EncodedLength => _fields.Sum(part => part.Length);

    /// <summary>The same model with other values in some initializers, for example after training. Type and shape stay; nothing else in the file changes.</summary>
    /// <param name="payloads">New elements in raw form, by initializer.</param>
    /// <exception cref="ArgumentException">An initializer does not exist or the payload's length is not its own.</exception>
    public OnnxModel WithInitializers(IReadOnlyDictionary<string, TensorPayload> payloads)
    {
        ArgumentNullException.ThrowIfNull(payloads);
        return WithGraph(InitializerReplacement.Apply(Graph, payloads));
    }

    /// <summary>As <see cref="WithInitializers(IReadOnlyDictionary{string, TensorPayload})"/>, from float32 values rounded to the initializer's float type.</summary>
    /// <param name="values">New values, by initializer.</param>
    /// <exception cref="ArgumentException">An initializer does not exist, is of no float type, or has another number of elements.</exception>
    public OnnxModel WithInitializers(IReadOnlyDictionary<string, float[]> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return WithInitializers(values.ToDictionary(
            pair => pair.Key,
            pair => TensorPayload.OfBytes(TensorReading.FromFloats(pair.Value, Graph.Initializer(pair.Key)?.ElementType ?? ElementType.Float))));
    }

    /// <summary>
    /// The same model in about half the bytes: float32 initializers of two axes and more are rounded to float16 and widened by a Cast when it runs. Everything is still
    /// computed in float32. One with a value beyond float16's range stays as it is.
    /// </summary>
    public OnnxModel WithHalfStorage() => WithGraph(HalfStorage.Apply(Graph));

    /// <summary>The same model with further tensors as outputs, after its own, for a run that records what lies between.</summary>
    /// <param name="tensors">Names; outputs the model already has are passed over.</param>
    /// <exception cref="ArgumentException">A tensor does not exist.</exception>
    public OnnxModel WithOutputs(IEnumerable<string> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return WithGraph(OutputAddition.Apply(Graph, tensors));
    }

    internal IReadOnlyList<EncodedField> Fields => _fields;
}
