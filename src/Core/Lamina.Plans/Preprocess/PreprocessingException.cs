using System.Collections.Immutable;

namespace Lamina.Plans.Preprocess;

/// <summary>A preprocessing file or its labels are missing or were refused. The message is one sentence for a person.</summary>
public sealed class PreprocessingException : Exception
{
    /// <summary>Refused for a reason that is no fault of a single value.</summary>
    public PreprocessingException(string message)
        : base(message) => Faults = [];

    /// <summary>Refused for a reason that an operation reported.</summary>
    public PreprocessingException(string message, Exception inner)
        : base(message, inner) => Faults = [];

    /// <summary>Refused for these faults, at least one.</summary>
    public PreprocessingException(ImmutableArray<Fault> faults)
        : base(PlanException.Summary("preprocessing", faults)) => Faults = faults;

    /// <summary>Every fault that validation found; empty if the bytes could not be read at all.</summary>
    public ImmutableArray<Fault> Faults { get; }
}
