using System.Collections.Immutable;

namespace Lamina.Plans;

/// <summary>A plan was refused. The message is one sentence for a person.</summary>
public sealed class PlanException : Exception
{
    /// <summary>Refused for a reason that is no fault of a single value.</summary>
    public PlanException(string message)
        : base(message) => Faults = [];

    /// <summary>Refused for a reason that an operation reported.</summary>
    public PlanException(string message, Exception inner)
        : base(message, inner) => Faults = [];

    /// <summary>Refused for these faults, at least one.</summary>
    public PlanException(ImmutableArray<Fault> faults)
        : base(Summary("plan", faults)) => Faults = faults;

    /// <summary>Every fault that validation found; empty if the bytes could not be read as a plan at all.</summary>
    public ImmutableArray<Fault> Faults { get; }

    internal static string Summary(string what, ImmutableArray<Fault> faults) => faults.Length == 1
        ? $"The {what} is not valid at {faults[0]}"
        : $"The {what} is not valid at {faults[0].Path} and {faults.Length - 1} more place{(faults.Length == 2 ? "" : "s")}: {faults[0].Sentence}";
}
