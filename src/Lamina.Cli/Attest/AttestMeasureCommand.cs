using Lamina.Shared.ProgramOptions;
using System.CommandLine;
using System.Security.Cryptography;
using Lamina.Attestation.EventLogs;
using Lamina.Attestation.Measuring;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Processes;

namespace Lamina.Cli.Attest;

/// <summary><c>attest measure</c>: what a verifier should expect of an enclave program.</summary>
internal sealed class AttestMeasureCommand : LaminaCommand
{
    private readonly Argument<string> _program = new("PROGRAM") { Description = "The enclave program; default: the one beside lamina", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<string> _eventLog = new("--event-log") { Description = "Replay a TDX machine's event log (CCEL) instead: the registers that its quotes must show", HelpName = "FILE" };

    private readonly SnpLaunchOptions _launch = new();

    public AttestMeasureCommand()
        : base("measure", "Print what evidence must state: of an enclave program, of a TDX machine with an event log, or of an SEV-SNP machine and how it is started", json: false)
    {
        Arguments.Add(_program);
        Options.Add(_eventLog);
        _launch.AddTo(this);
        Examples =
        [
            "lamina attest measure",
            "lamina attest measure artifacts/enclave/lamina-enclave",
            "lamina attest measure --event-log /sys/firmware/acpi/tables/data/CCEL",
            "lamina attest measure --firmware OVMF.fd --kernel vmlinuz --initramfs initramfs.cpio.gz --command-line \"$(cat command-line)\" --vcpus 4 --vcpu-type EPYC-v4",
        ];
    }

    protected override Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        SnpLaunch? launch = _launch.Read(arguments);
        string?[] subjects = [arguments.GetValue(_program), arguments.GetValue(_eventLog), launch is null ? null : "--firmware"];
        if (subjects.Count(subject => subject is not null) > 1)
        {
            throw CommandFailure.Usage("one of PROGRAM, --event-log and --firmware is measured at a time");
        }

        if (launch is not null)
        {
            byte[] measurement = launch.Measure(out string? fault) ?? throw CommandFailure.Unusable($"this cannot be measured: {fault}");
            terminal.Show($"sev-snp measurement {Convert.ToHexStringLower(measurement)}");
            terminal.Say(launch.Boot is null ? "it covers the firmware alone: whatever that starts from a disk is not in it" : "it covers firmware, kernel, initramfs and command line");
            return Task.FromResult(ExitCode.Done);
        }

        if (arguments.GetValue(_eventLog) is { } path)
        {
            TdxEventLog log = EventLogFile.Read(path, out string? unread) ?? throw CommandFailure.Unusable($"the event log cannot be read: {unread}", path);
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
