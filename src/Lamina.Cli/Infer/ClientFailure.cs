using Lamina.Shared.ProgramOptions;
using Lamina.Cli.CommandLine;
using Lamina.Client;

namespace Lamina.Cli.Infer;

/// <summary>Which exit code the SDK's failures have.</summary>
internal static class ClientFailure
{
    /// <summary>The failure of a first contact. What answers there but shows no evidence is often a worker, or a server of another kind: the sentence says so.</summary>
    /// <param name="fault">The failure.</param>
    /// <param name="servers">Where an enclave was looked for.</param>
    public static CommandFailure Of(LaminaClientException fault, params IReadOnlyList<Uri> servers) => fault.Failure == LaminaFailure.BadAnswer && fault.Message.StartsWith("The server", StringComparison.Ordinal)
        ? new CommandFailure(ExitCode.Refused, "bad-answer", $"{fault.Message} A worker has no evidence to show; wanted is the address that 'lamina serve' is ready on.", string.Join(", ", servers))
        : Of(fault);

    /// <summary>The same sentence as a command's failure.</summary>
    public static CommandFailure Of(LaminaClientException fault) => fault.Failure switch
    {
        LaminaFailure.Unreachable => new CommandFailure(ExitCode.Failed, "unreachable", fault.Message),
        LaminaFailure.EnclaveFailed => new CommandFailure(ExitCode.Failed, "enclave-failed", fault.Message),
        LaminaFailure.EvidenceRefused => new CommandFailure(ExitCode.Refused, "evidence-refused", fault.Message),
        LaminaFailure.ReplyRefused => new CommandFailure(ExitCode.Refused, "reply-refused", fault.Message),
        LaminaFailure.NotRemembered => CommandFailure.Unusable(fault.Message),
        _ => new CommandFailure(ExitCode.Refused, "bad-answer", fault.Message),
    };
}
