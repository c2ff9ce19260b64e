using Lamina.Attestation;
using Lamina.Protocol.Problems;

namespace Lamina.Client;

/// <summary>Why there is no answer.</summary>
public enum LaminaFailure
{
    /// <summary>No connection, or it broke, or no answer came in time, or the server says that too many ask it for evidence.</summary>
    Unreachable,

    /// <summary>The server, or something before it, answered what it should not.</summary>
    BadAnswer,

    /// <summary>The evidence was refused: <see cref="LaminaClientException.Steps"/> says at which check. Nothing was sent.</summary>
    EvidenceRefused,

    /// <summary>What came back was not sealed for this request by the enclave that was verified.</summary>
    ReplyRefused,

    /// <summary>The enclave's own word, sealed: <see cref="LaminaClientException.Problem"/>.</summary>
    EnclaveFailed,

    /// <summary>This side's own memory of the vendors' documents (<see cref="LaminaClientOptions.RollbackStore"/>) cannot be read or written. Nothing was sent.</summary>
    NotRemembered,
}

/// <summary>A request has no answer. The message is one sentence.</summary>
public sealed class LaminaClientException : Exception
{
    internal LaminaClientException(LaminaFailure failure, string message, Exception? inner = null)
        : base(message, inner) => Failure = failure;

    internal LaminaClientException(IReadOnlyList<VerificationStep> steps)
        : this(LaminaFailure.EvidenceRefused, Sentence(steps)) => Steps = steps;

    internal LaminaClientException(Problem problem)
        : this(LaminaFailure.EnclaveFailed, $"The enclave answered {problem.Status}{(problem.Step is { } step ? $" at step {step}" : "")}{(problem.Party is { } party ? $", by {party}" : "")}: {problem.Detail ?? problem.Title}") => Problem = problem;

    /// <summary>Why.</summary>
    public LaminaFailure Failure { get; }

    /// <summary>Every check of the verification, in order; empty unless <see cref="LaminaFailure.EvidenceRefused"/>.</summary>
    public IReadOnlyList<VerificationStep> Steps { get; } = [];

    /// <summary>The enclave's problem document; null unless <see cref="LaminaFailure.EnclaveFailed"/>.</summary>
    public Problem? Problem { get; }

    private static string Sentence(IReadOnlyList<VerificationStep> steps)
    {
        VerificationStep failed = steps.First(step => step.Status == StepStatus.Failed);
        return $"The evidence was refused at {failed.Name}: {failed.Detail}";
    }
}
