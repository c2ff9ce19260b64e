namespace Lamina.Onnx.Cuts;

/// <summary>Why a set of tensors is no cut.</summary>
public enum CutRefusalReason
{
    /// <summary>A member cannot be part of any cut: unknown, an input, an output, a constant, a shape, or a dead end.</summary>
    Unfit,

    /// <summary>Data reaches an output around the set.</summary>
    Bypassed,

    /// <summary>A member would not be read after the cut.</summary>
    Superfluous,

    /// <summary>Something other than data ties the two sides together: chance, a shape that mixes both, a tail that begins too early.</summary>
    Inseparable,
}

/// <summary>A set of tensors that is no cut, with what is wrong and where the graph can be cut instead.</summary>
/// <param name="Tensors">The set.</param>
/// <param name="Reason">Kind of fault.</param>
/// <param name="Why">The fault in words.</param>
/// <param name="Bypass">A tensor that bypasses the set; null unless that is the fault.</param>
/// <param name="Before">The nearest single-tensor cut that is computed earlier, or null.</param>
/// <param name="After">The nearest single-tensor cut that is computed later, or null.</param>
public sealed record CutRefusal(IReadOnlyList<string> Tensors, CutRefusalReason Reason, string Why, string? Bypass, string? Before, string? After)
{
    /// <summary>One sentence for a person.</summary>
    public override string ToString()
    {
        string set = string.Join(", ", Tensors.Select(tensor => $"'{tensor}'"));
        string nearest = (Before, After) switch
        {
            (null, null) => "the graph has no cut of one tensor",
            (not null, null) => $"the nearest cut is '{Before}' before it",
            (null, not null) => $"the nearest cut is '{After}' after it",
            _ => $"the nearest cuts are '{Before}' before it and '{After}' after it",
        };
        return Sentence.Of($"{set} is no cut: {Why}; {nearest}");
    }
}
