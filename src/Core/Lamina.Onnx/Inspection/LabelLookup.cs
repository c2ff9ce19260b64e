namespace Lamina.Onnx.Inspection;

/// <summary>What a person's name for a tensor led to.</summary>
/// <param name="Text">The name given.</param>
/// <param name="Tensor">The tensor; null when the name is unknown or means several.</param>
/// <param name="Candidates">Labels it could mean, at most eight; empty when it was found.</param>
public sealed record LabelLookup(string Text, string? Tensor, IReadOnlyList<string> Candidates)
{
    /// <summary>One sentence for a person.</summary>
    public override string ToString() => Sentence.Of(Tensor is not null ? $"'{Text}' is tensor '{Tensor}'"
        : Candidates.Count > 0 ? $"no tensor is called '{Text}'; did you mean {string.Join(", ", Candidates.Select(label => $"'{label}'"))}?"
        : $"no tensor is called '{Text}'; inspect lists them");
}
