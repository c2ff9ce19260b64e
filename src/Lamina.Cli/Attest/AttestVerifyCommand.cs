using Lamina.Shared.ProgramOptions;
using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamina.Attestation;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Simulated;
using Lamina.Cli.CommandLine;

namespace Lamina.Cli.Attest;

/// <summary><c>attest verify</c>: explains and judges evidence; offline unless a cache or a service is named.</summary>
internal sealed class AttestVerifyCommand : LaminaCommand
{
    private const long RootCeiling = 1 << 20;

    private readonly Argument<string> _evidence = new("EVIDENCE") { Description = "A quote or report, raw or as hex or base64 text, or the bundle of 'attest get'" };
    private readonly CollateralOptions _collateral = new(fetchUnasked: false);
    private readonly Option<string> _trustRoot = new("--trust-root") { Description = "Certificate, PEM or DER, that replaces the vendor's root", HelpName = "FILE" };
    private readonly Option<string> _at = new("--at") { Description = "The clock to judge with, such as 2025-07-01T00:00:00Z; default now", HelpName = "TIME" };
    private readonly Option<string> _policy = new("--policy") { Description = "What is wanted; without it genuineness alone is judged", HelpName = "FILE" };
    private readonly Option<string> _eventLog = new("--event-log") { Description = "A TDX machine's event log (CCEL), which must replay to the registers of the quote", HelpName = "FILE" };
    private readonly Option<string> _revocation = new("--revocation") { Description = "required (the default) or none, for samples without revocation lists", HelpName = "MODE" };

    public AttestVerifyCommand()
        : base("verify", "Explain and judge evidence, step by step", json: true)
    {
        Arguments.Add(_evidence);
        _collateral.AddTo(this);
        Options.Add(_trustRoot);
        Options.Add(_at);
        Options.Add(_policy);
        Options.Add(_revocation);
        Options.Add(_eventLog);
        _revocation.AcceptOnlyFromAmong("required", "none");
        Examples =
        [
            "lamina attest verify evidence.json --policy policy.json",
            "lamina attest verify quote.bin --collateral collateral.json --at 2025-07-01T00:00:00Z",
            "lamina attest verify quote.bin --collateral-url https://pccs.example:8081 --collateral-cache collateral/",
        ];
    }

    protected override async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        EvidenceFile evidence = EvidenceFile.Read(arguments.GetRequiredValue(_evidence));
        using CollateralSource collateral = _collateral.Open(arguments);
        Policy? policy = arguments.GetValue(_policy) is { } path ? PolicyFile.Read(path) : null;
        VerificationOptions options = new()
        {
            Revocation = arguments.GetValue(_revocation) switch { "none" => RevocationMode.None, "required" => RevocationMode.Required, _ => null },
            TrustRoot = arguments.GetValue(_trustRoot) is { } root ? ReadRoot(root) : null,
        };

        VerificationResult result = await evidence.VerifyAsync(collateral, VerifyClock.Read(arguments.GetValue(_at)), policy, options, terminal.Say, cancellationToken);
        result = arguments.GetValue(_eventLog) is { } log ? EventLogFile.Judge(log, result) : result;
        Show(result, terminal);
        terminal.Write(VerifyJson.Of(result), AttestJsonContext.Default.VerifyJson);
        return result.Outcome == VerificationOutcome.Refused ? ExitCode.Refused : ExitCode.Done;
    }

    private static void Show(VerificationResult result, Terminal terminal)
    {
        if (result.Kind == EvidenceKind.Simulated)
        {
            terminal.Show(SimulatedTee.Warning);
        }

        StepTable.Show(result.Steps, terminal);
        foreach ((string name, string value) in result.Claims?.Describe() ?? [])
        {
            terminal.Show($"  {name}: {value}");
        }

        if (result.TcbStatus is { } status)
        {
            terminal.Show($"  TCB status: {status}{(result.Advisories.Count > 0 ? $" ({string.Join(", ", result.Advisories)})" : "")}");
        }

        terminal.Show(result.ToString());
    }

    private static X509Certificate2 ReadRoot(string path)
    {
        byte[] content = InputFiles.Read(path, RootCeiling);
        try
        {
            return content.AsSpan().StartsWith("-----BEGIN"u8) ? X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(content)) : X509CertificateLoader.LoadCertificate(content);
        }
        catch (CryptographicException fault)
        {
            throw CommandFailure.Unusable($"the file holds no certificate: {fault.Message}", path);
        }
    }
}
