using System.CommandLine;
using System.Diagnostics;
using Lamina.Attestation;
using Lamina.Attestation.Collateral;
using Lamina.Cli.Attest;
using Lamina.Cli.CommandLine;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Bench.Attest;

/// <summary>
/// <c>bench attest</c>: what a verification costs once its collateral was verified, over the bare signature operations that no verifier can
/// spare: those by the platform over this very evidence. Everything else (certificates, lists, vendors' documents) is the same for the next
/// evidence of the same machine.
/// </summary>
internal sealed class BenchAttestCommand : LaminaCommand
{
    private const int Rounds = 40;
    private const int PerRound = 25;
    private const double Goal = 3;

    private readonly Argument<string> _evidence = new("EVIDENCE") { Description = "A quote or report that verifies, raw or as hex or base64 text" };
    private readonly CollateralOptions _collateral = new(fetchUnasked: false);
    private readonly Option<string> _at = new("--at") { Description = "The clock to judge with; default now", HelpName = "TIME" };

    public BenchAttestCommand()
        : base("attest", "Time of a verification with verified collateral, as a multiple of its bare signature operations", json: true)
    {
        Arguments.Add(_evidence);
        _collateral.AddTo(this);
        Options.Add(_at);
        Examples = ["lamina bench attest quote.bin --collateral collateral.json --at 2025-06-25T00:00:00Z"];
    }

    protected override Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        byte[] evidence = InputFiles.Read(arguments.GetRequiredValue(_evidence), EvidenceVerifier.MaxEvidenceLength);
        using CollateralSource source = _collateral.Open(arguments);
        DateTimeOffset now = VerifyClock.Read(arguments.GetValue(_at));
        VerificationResult result = EvidenceVerifier.Verify(evidence, source.Files, now);
        if (result.Outcome == VerificationOutcome.Refused || result.Kind is null or EvidenceKind.Simulated)
        {
            throw new CommandFailure(ExitCode.Refused, "evidence-refused", $"only genuine evidence of hardware is timed; this one is {result}", arguments.GetValue(_evidence));
        }

        using BareSignatures bare = BareSignatures.Of(result.Kind.Value);
        List<double> first = [], again = [], signatures = [], ratios = [];

        // The rounds alternate, so that whatever else the machine does falls on all of them alike. The first round warms up.
        for (int round = 0; round <= Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double fresh = Time(1, () => EvidenceVerifier.Verify(evidence, new CollateralSet(source.Files.Files), now));
            double kept = Time(PerRound, () => EvidenceVerifier.Verify(evidence, source.Files, now));
            double alone = Time(PerRound, bare.Verify);
            if (round > 0)
            {
                first.Add(fresh);
                again.Add(kept);
                signatures.Add(alone);
                ratios.Add(kept / alone);
            }
        }

        Interval ratio = Interval.OfMedian(ratios);
        BenchReport.Of(
        [
            Result("first_verification_ms", first, "ms", "collateral read and verified from its bytes"),
            Result("verification_ms", again, "ms", "the same collateral, verified before"),
            Result("signatures_ms", signatures, "ms", bare.ToString()),
            new BenchResult("verification_over_signatures", ratio.Median, ratio.Low, ratio.High, "1", Goal, ratio.High <= Goal ? true : ratio.Low > Goal ? false : null, $"{Rounds} rounds of {PerRound}, alternating"),
        ]).Print(terminal);
        return Task.FromResult(ExitCode.Done);
    }

    private static BenchResult Result(string name, List<double> values, string unit, string detail)
    {
        Interval interval = Interval.OfMedian(values);
        return new BenchResult(name, interval.Median, interval.Low, interval.High, unit, null, null, detail);
    }

    private static double Time(int times, Action work)
    {
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
        {
            work();
        }

        return Stopwatch.GetElapsedTime(started).TotalMilliseconds / times;
    }
}
