using Lamina.Shared.ProgramOptions;
using System.CommandLine;
using System.Security.Cryptography;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Processes;

namespace Lamina.Cli.Attest;

/// <summary><c>attest measure</c>: what a verifier should expect of an enclave program.</summary>
internal sealed class AttestMeasureCommand : LaminaCommand
{
    private readonly Argument<string> _program = new("PROGRAM") { Description = "The enclave program; default: the one beside lamina", Arity = ArgumentArity.ZeroOrOne };

    public AttestMeasureCommand()
        : base("measure", "Print what simulated evidence of an enclave program states, and how to recompute it", json: false)
    {
        Arguments.Add(_program);
        Examples = ["lamina attest measure", "lamina attest measure artifacts/enclave/lamina-enclave"];
    }

    protected override Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        string program = arguments.GetValue(_program) ?? ProgramFiles.Find("lamina-enclave");

        // A .NET program's launcher says nothing about it; its assembly does. A NativeAOT program is one file.
        string assembly = program + ".dll";
        string measured = File.Exists(assembly) ? assembly : program;
        terminal.Show($"simulated {Convert.ToHexStringLower(SHA256.HashData(InputFiles.Read(measured, 1 << 30)))}");
        terminal.Say($"the SHA-256 of {measured}; recompute it with: sha256sum {measured}");
        return Task.FromResult(ExitCode.Done);
    }
}
