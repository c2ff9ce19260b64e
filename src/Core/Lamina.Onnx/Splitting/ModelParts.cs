namespace Lamina.Onnx.Splitting;

/// <summary>
/// A model in two or three parts. Inputs and outputs of the parts keep the names of the tensors, so they can be run one after the other by
/// name. The parts read the file of the model they came from and must not outlive it.
/// </summary>
public sealed class ModelParts
{
    internal ModelParts(OnnxModel head, OnnxModel body, OnnxModel? tail, IReadOnlyList<string> cut, IReadOnlyList<string> tailCut, IReadOnlyList<string> shapeTensors)
    {
        Head = head;
        Body = body;
        Tail = tail;
        Cut = cut;
        TailCut = tailCut;
        ShapeTensors = shapeTensors;
    }

    /// <summary>From the model's inputs to the cut.</summary>
    public OnnxModel Head { get; }

    /// <summary>From the cut to the model's outputs, or to the tail.</summary>
    public OnnxModel Body { get; }

    /// <summary>The last layers; null when the body has them.</summary>
    public OnnxModel? Tail { get; }

    /// <summary>The tensors between head and body.</summary>
    public IReadOnlyList<string> Cut { get; }

    /// <summary>The tensors between body and tail; empty without a tail.</summary>
    public IReadOnlyList<string> TailCut { get; }

    /// <summary>
    /// Integer tensors that cross as well, because a later part needs a shape that does not follow from what crosses. They carry sizes of the input and nothing of its values.
    /// </summary>
    public IReadOnlyList<string> ShapeTensors { get; }

    /// <summary>Writes <c>head.onnx</c>, <c>body.onnx</c> and, if there is one, <c>tail.onnx</c>; weights are streamed. A part of 2 GiB or more keeps its weights in <c>NAME.onnx.data</c>.</summary>
    /// <param name="folder">Created when missing; files of these names are replaced.</param>
    /// <param name="options">Where weights go; the default when null.</param>
    /// <returns>The files written.</returns>
    public IReadOnlyList<string> Save(string folder, OnnxSaveOptions? options = null) => Each(folder, (part, path) => part.Save(path, options));

    /// <summary>As <see cref="Save"/>, with the digests of the files, taken while they are written.</summary>
    /// <inheritdoc cref="Save"/>
    public IReadOnlyList<SavedFile> SaveHashed(string folder, OnnxSaveOptions? options = null) => Each(folder, (part, path) => part.SaveHashed(path, options));

    private List<T> Each<T>(string folder, Func<OnnxModel, string, IReadOnlyList<T>> save)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        (OnnxModel? Part, string Name)[] parts = [(Head, "head.onnx"), (Body, "body.onnx"), (Tail, "tail.onnx")];
        return [.. parts.Where(part => part.Part is not null).SelectMany(part => save(part.Part!, Path.Combine(folder, part.Name)))];
    }
}
