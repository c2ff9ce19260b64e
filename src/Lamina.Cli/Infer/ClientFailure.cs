using Lamina.Shared.ProgramOptions;
using Lamina.Cli.CommandLine;
using Lamina.Client;

namespace Lamina.Cli.Infer;

/// <summary>Which exit code the SDK's failures have.</summary>
internal static class ClientFailure
{
    /// <summary>The same sentence as a command's failure.</summary>
    public static CommandFailure Of(LaminaClientException fault) => fault.Failure switch
    {
        LaminaFailure.Unreachable => new CommandFailure(ExitCode.Failed, "unreachable", fault.Message),
        LaminaFailure.EnclaveFailed => new CommandFailure(ExitCode.Failed, "enclave-failed", fault.Message),
        LaminaFailure.EvidenceRefused => new CommandFailure(ExitCode.Refused, "evidence-refused", fault.Message),
        LaminaFailure.ReplyRefused => new CommandFailure(ExitCode.Refused, "reply-refused", fault.Message),
        _ => new CommandFailure(ExitCode.Refused, "bad-answer", fault.Message),
    };
}
