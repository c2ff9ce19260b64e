using System.Collections.Immutable;
using Lamina.Onnx.Inspection;

namespace Lamina.Lab.Attacks;

/// <summary>A cut as a person named it.</summary>
/// <param name="Tensors">Its tensors.</param>
/// <param name="Label">Its label.</param>
internal sealed record CutName(ImmutableArray<string> Tensors, string Label)
{
    /// <summary>Finds the tensors that a text names and checks that they are a cut.</summary>
    /// <exception cref="Refusal">A name is unknown or ambiguous, or the set is no cut: exit code 2.</exception>
    public static CutName Resolve(ModelInspection inspection, string text)
    {
        // A tensor's name may hold a comma itself.
        string[] names = text.Length > 0 && inspection.Labels.Find(text).Tensor is not null ? [text] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0)
        {
            throw new Refusal(ExitCode.Usage, "--at names no tensor.", "--at");
        }

        ImmutableArray<string> tensors = [.. names.Select(name => inspection.Labels.Find(name)).Select(found => found.Tensor ?? throw new Refusal(ExitCode.Usage, found.ToString(), "--at"))];
        return inspection.Finder.Refuse(tensors) is { } refusal
            ? throw new Refusal(ExitCode.Usage, refusal.ToString(), "--at")
            : new CutName(tensors, string.Join('+', tensors.Select(inspection.Labels.Of)));
    }
}
