using Lamina.Shared.ProgramOptions;
using System.CommandLine;
using System.Security.Cryptography;
using Lamina.Attestation.EventLogs;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Processes;

namespace Lamina.Cli.Attest;

/// <summary><c>attest measure</c>: what a verifier should expect of an enclave program.</summary>
internal sealed class AttestMeasureCommand : LaminaCommand
{
    private readonly Argument<string> _program = new("PROGRAM") { Description = "The enclave program; default: the one beside lamina", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<string> _eventLog = new("--event-log") { Description = "Replay a TDX machine's event log (CCEL) instead: the registers that its quotes must show", HelpName = "FILE" };

    public AttestMeasureCommand()
        : base("measure", "Print what evidence must state: of an enclave program, or of a TDX machine with an event log", json: false)
    {
        Arguments.Add(_program);
        Options.Add(_eventLog);
        Examples = ["lamina attest measure", "lamina attest measure artifacts/enclave/lamina-enclave", "lamina attest measure --event-log /sys/firmware/acpi/tables/data/CCEL"];
    }

    protected override Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_eventLog) is { } path)
        {
            TdxEventLog log = EventLogFile.Read(path, out string? fault) ?? throw CommandFailure.Unusable($"the event log cannot be read: {fault}", path);
            foreach ((int register, byte[] value) in log.Replay().Index())
            {
                terminal.Show($"tdx rtmr{register} {Convert.ToHexStringLower(value)}");
            }

            terminal.Say($"{log.Events.Count} events replayed; MRTD is the firmware's and stands in no log");
            return Task.FromResult(ExitCode.Done);
        }

        string program = arguments.GetValue(_program) ?? ProgramFiles.Find("lamina-enclave");

        // A .NET program's launcher says nothing about it; its assembly does. A NativeAOT program is one file.
        string assembly = program + ".dll";
        string measured = File.Exists(assembly) ? assembly : program;
        terminal.Show($"simulated {Convert.ToHexStringLower(SHA256.HashData(InputFiles.Read(measured, 1 << 30)))}");
        terminal.Say($"the SHA-256 of {measured}; recompute it with: sha256sum {measured}");
        return Task.FromResult(ExitCode.Done);
    }
}
