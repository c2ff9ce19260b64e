using Lamina.Attestation.Json;

namespace Lamina.Attestation;

/// <summary>What became of one named check.</summary>
public enum StepStatus
{
    /// <summary>The check ran and what it checks holds.</summary>
    Passed,

    /// <summary>The check ran and what it checks does not hold.</summary>
    Failed,

    /// <summary>The check did not run, by the caller's explicit choice or because an earlier step failed.</summary>
    NotChecked,
}

/// <summary>One named check of a verification. The ordered list of them is the result, of success and of refusal alike.</summary>
/// <param name="Name">Stable kebab-case name, documented in docs/attestation.md; scripts rely on it.</param>
/// <param name="Status">What became of the check.</param>
/// <param name="Detail">
/// One sentence for a person: what was found and what was wanted; never a secret. It may quote a stranger, such as the name in a certificate, so
/// characters that a terminal obeys or that end a line are shown as <c>?</c>, and after 1000 characters it is cut.
/// </param>
public sealed record VerificationStep(string Name, StepStatus Status, string Detail)
{
    /// <inheritdoc cref="VerificationStep(string, StepStatus, string)" path="/param[@name='Detail']"/>
    public string Detail { get; init => field = JsonSentence.Shown(value); } = JsonSentence.Shown(Detail);
}
