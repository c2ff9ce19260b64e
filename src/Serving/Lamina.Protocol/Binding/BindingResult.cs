using Lamina.Attestation;

namespace Lamina.Protocol.Binding;

/// <summary>What <see cref="BindingVerifier"/> found.</summary>
/// <param name="Steps">Every check, in order; the result of success and of refusal alike.</param>
/// <param name="Keys">The keys; null if any check failed.</param>
public sealed record BindingResult(IReadOnlyList<VerificationStep> Steps, BoundKeys? Keys);
