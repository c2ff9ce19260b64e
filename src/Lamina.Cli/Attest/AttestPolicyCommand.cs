using Lamina.Shared.ProgramOptions;
using System.CommandLine;
using System.Security.Cryptography;
using Lamina.Attestation;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Simulated;
using Lamina.Cli.CommandLine;

namespace Lamina.Cli.Attest;

/// <summary><c>attest policy</c>: writes a policy from a bundle, complete and usable as written, for a person to review.</summary>
internal sealed class AttestPolicyCommand : LaminaCommand
{
    private readonly Argument<string> _evidence = new("EVIDENCE") { Description = "The bundle of 'attest get'" };
    private readonly CollateralOptions _collateral = new(fetchUnasked: false);
    private readonly Option<string> _out = new("--out", "-o") { Description = "Where to write the policy; standard output if not given", HelpName = "FILE" };

    public AttestPolicyCommand()
        : base("policy", "Write a policy that accepts this evidence and nothing else, for a person to review", json: false)
    {
        Arguments.Add(_evidence);
        Options.Add(_out);
        _collateral.AddTo(this);
        Examples = ["lamina attest policy evidence.json -o policy.json"];
    }

    protected override async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        string path = arguments.GetRequiredValue(_evidence);
        EvidenceFile evidence = EvidenceFile.Read(path);
        if (evidence.Bundle is not { } bundle)
        {
            throw CommandFailure.Unusable("this is no bundle of 'attest get'; a policy names a plan, and only a bundle holds one", path);
        }

        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using CollateralSource collateral = _collateral.Open(arguments);
        VerificationResult result = await evidence.VerifyAsync(collateral, now, policy: null, new VerificationOptions(), terminal.Say, cancellationToken);
        if (result.Outcome == VerificationOutcome.Refused)
        {
            StepTable.Show(result.Steps, terminal);
            throw new CommandFailure(ExitCode.Refused, "evidence-refused", $"no policy is written from evidence that was {result}", path);
        }

        byte[] policy = PolicyWriter.Write(PolicyWriter.FromEvidence(result, [SHA256.HashData(bundle.Plan.Span)], now));
        if (result.Kind == EvidenceKind.Simulated)
        {
            terminal.Say(SimulatedTee.Warning);
        }

        if (arguments.GetValue(_out) is { } file)
        {
            InputFiles.Write(file, policy);
            terminal.Say($"wrote {file}: read it before you use it, it decides whom your inputs are sent to");
        }
        else
        {
            terminal.Show(System.Text.Encoding.UTF8.GetString(policy).TrimEnd());
        }

        return ExitCode.Done;
    }
}
