using Lamina.Attestation;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Policies;
using Lamina.Cli.CommandLine;
using Lamina.Client.Sessions;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using System.Security.Cryptography;

namespace Lamina.Cli.Attest;

/// <summary>A file of evidence: a raw quote or report, its hex or base64 text, or the bundle that <c>attest get</c> writes.</summary>
/// <param name="bytes">The file's content.</param>
internal sealed class EvidenceFile(byte[] bytes)
{
    /// <summary>The bundle, if the file is one.</summary>
    public EvidenceBundle? Bundle { get; } = EvidenceBundle.TryParse(bytes, out EvidenceBundle? bundle, out _) ? bundle : null;

    /// <summary>Reads a file.</summary>
    /// <exception cref="CommandFailure">It cannot be read: exit code 5. What is in it is judged, not refused here.</exception>
    public static EvidenceFile Read(string path) => new(InputFiles.Read(path, EvidenceBundle.MaximumBytes));

    /// <summary>Judges it. A bundle's binding of keys, plan and expiry is judged too; its nonce was somebody else's.</summary>
    public VerificationResult Verify(CollateralSet collateral, DateTimeOffset now, Policy? policy, VerificationOptions options)
    {
        if (Bundle is null)
        {
            return EvidenceVerifier.Verify(bytes, collateral, now, policy, options: options);
        }

        VerificationResult evidence = EvidenceVerifier.Verify(Bundle.Evidence, EvidenceJudge.CollateralOf(Bundle, collateral), now, policy, options: options);
        List<VerificationStep> steps = [.. evidence.Steps.Where(step => step.Name != StepNames.ReportData)];
        if (policy is not null)
        {
            steps.Add(policy.Plan.Judge(SHA256.HashData(Bundle.Plan.Span), default));
        }

        steps.AddRange(BindingVerifier.Verify(Bundle, evidence.ReportData.Span, BindingExpectation.Inspect(), new FixedClock(now)).Steps);
        bool failed = steps.Any(step => step.Status == StepStatus.Failed);
        return evidence with { Steps = steps, Outcome = failed ? VerificationOutcome.Refused : evidence.Outcome };
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
