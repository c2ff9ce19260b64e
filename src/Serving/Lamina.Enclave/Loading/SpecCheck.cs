using Lamina.Plans;
using Lamina.Runtime;

namespace Lamina.Enclave.Loading;

/// <summary>Does a loaded part have the inputs and outputs that the plan says?</summary>
internal static class SpecCheck
{
    /// <summary>Null if it does, else one sentence.</summary>
    public static string? Difference(Session session, PlanPart part) =>
        Difference("input", session.Inputs, part.Inputs) ?? Difference("output", session.Outputs, part.Outputs);

    private static string? Difference(string role, IReadOnlyList<Runtime.TensorSpec> found, IReadOnlyList<Plans.TensorSpec> wanted)
    {
        if (!found.Select(spec => spec.Name).Order().SequenceEqual(wanted.Select(spec => spec.Name).Order()))
        {
            return $"its {role}s are {Names(found.Select(spec => spec.Name))}, the plan names {Names(wanted.Select(spec => spec.Name))}.";
        }

        foreach (Plans.TensorSpec spec in wanted)
        {
            Runtime.TensorSpec actual = found.Single(other => other.Name == spec.Name);
            bool fits = actual.Type == TensorTypes.ToRuntime(spec.Type) && (actual.Shape.Count == spec.Shape.Length || actual.Shape.Count == 0)
                && actual.Shape.Zip(spec.Shape).All(pair => pair.First < 0 || pair.First == pair.Second);
            if (!fits)
            {
                return $"its {role} is {actual}, the plan says {spec}.";
            }
        }

        return null;
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
