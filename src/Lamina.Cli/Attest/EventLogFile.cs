using Lamina.Attestation;
using Lamina.Attestation.EventLogs;
using Lamina.Cli.CommandLine;

namespace Lamina.Cli.Attest;

/// <summary>A file with a TDX machine's event log, as <c>/sys/firmware/acpi/tables/data/CCEL</c> holds it.</summary>
internal static class EventLogFile
{
    /// <summary>The log; null and why if the file is none.</summary>
    /// <exception cref="CommandFailure">The file cannot be read: exit code 5.</exception>
    public static TdxEventLog? Read(string path, out string? fault) => TdxEventLog.Parse(InputFiles.Read(path, TdxEventLog.MaxLength), out fault);

    /// <summary>Adds the step <c>event-log</c> to a verification.</summary>
    /// <exception cref="CommandFailure">The file cannot be read: exit code 5. What is in it is judged.</exception>
    public static VerificationResult Judge(string path, VerificationResult result)
    {
        VerificationStep step = Read(path, out string? fault) is not { } log ? Failed($"the event log cannot be read: {fault}")
            : result.Claims is TdxClaims claims ? log.Judge(claims)
            : Failed($"an event log was given, and the evidence is of kind {result.Kind?.ToName() ?? "unknown"}, which has none");
        return result with
        {
            Steps = [.. result.Steps, step],
            Outcome = step.Status == StepStatus.Failed ? VerificationOutcome.Refused : result.Outcome,
        };
    }

    private static VerificationStep Failed(string why) => new(StepNames.EventLog, StepStatus.Failed, why);
}
