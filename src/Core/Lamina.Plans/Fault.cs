namespace Lamina.Plans;

/// <summary>One thing that is wrong with a plan or a preprocessing file.</summary>
/// <param name="Path">Where, as a JSON path such as <c>$.head.inputs[0].shape</c>.</param>
/// <param name="Sentence">What was found and what was wanted.</param>
public readonly record struct Fault(string Path, string Sentence)
{
    /// <summary>Both in one line.</summary>
    public override string ToString() => $"{Path}: {Sentence}";
}
