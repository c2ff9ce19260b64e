using Lamina.Cli.CommandLine;
using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.Onnx.Shapes;

namespace Lamina.Cli.Inspect;

/// <summary>What <c>--at</c> and <c>--tail</c> may name: tensors, or labels of <c>inspect</c>.</summary>
internal sealed class CutNames
{
    private readonly string _path;

    private CutNames(string path, ModelInspection inspection, IReadOnlyDictionary<string, TensorType> recorded) => (_path, Inspection, Recorded) = (path, inspection, recorded);

    /// <summary>What is known of the model.</summary>
    public ModelInspection Inspection { get; }

    /// <summary>Types that a recording run told, where they do not follow from the graph; usually none.</summary>
    public IReadOnlyDictionary<string, TensorType> Recorded { get; }

    /// <summary>The names of a model's cuts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <param name="say">Told of a recording run; default: nobody is.</param>
    /// <exception cref="CommandFailure">The graph is not well-formed: exit code 5.</exception>
    public static CutNames Of(OnnxModel model, string path, Action<string>? say = null)
    {
        try
        {
            (ModelInspection inspection, IReadOnlyDictionary<string, TensorType> recorded) = RecordedShapes.Inspect(model, InspectionOptions.Default, say ?? (_ => { }));
            return new CutNames(path, inspection, recorded);
        }
        catch (OnnxFormatException fault)
        {
            throw CommandFailure.Unusable(fault.Message, path);
        }
    }

    /// <summary>The tensors that a text names, and a label for the set.</summary>
    /// <param name="text">Tensors or labels, separated by commas.</param>
    /// <exception cref="CommandFailure">A name is unknown or ambiguous: exit code 2. Whether the set is a cut is judged later.</exception>
    public (IReadOnlyList<string> Tensors, string Label) Resolve(string text)
    {
        // A tensor's name may hold a comma itself.
        string[] names = Inspection.Labels.Find(text).Tensor is not null ? [text] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0)
        {
            throw CommandFailure.Usage("no tensor was named", "--at");
        }

        string[] tensors = [.. names.Select(Find)];
        return (tensors, string.Join("+", tensors.Select(Inspection.Labels.Of)));
    }

    /// <summary>Where a tail begins: a name, or <c>auto</c> for the global pooling or the last linear layer.</summary>
    /// <param name="text">The option's value.</param>
    /// <param name="cut">The cut between head and body.</param>
    /// <exception cref="CommandFailure">There is no such place after the cut: exit code 2.</exception>
    public IReadOnlyList<string> ResolveTail(string text, IReadOnlyList<string> cut) => text != "auto" ? Resolve(text).Tensors
        : TailFinder.Find(Inspection, [.. cut]) is { } start ? [start]
        : throw CommandFailure.Usage("no global pooling and no last linear layer was found after the cut; name the tensor at which the tail begins", "--tail");

    private string Find(string name)
    {
        LabelLookup found = Inspection.Labels.Find(name);
        return found.Tensor ?? throw new CommandFailure(Shared.ProgramOptions.ExitCode.Usage, "no-such-tensor", found.ToString(), _path);
    }
}
