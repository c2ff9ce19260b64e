using System.Security.Cryptography;
using Lamina.Attestation;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Policies;
using Lamina.Cli.CommandLine;
using Lamina.Client.Sessions;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;

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
    /// <param name="source">Where the vendors' documents are.</param>
    /// <param name="now">The clock to judge with.</param>
    /// <param name="policy">What is wanted; null judges genuineness alone.</param>
    /// <param name="options">Revocation and root.</param>
    /// <param name="warn">Takes sentences for a person.</param>
    /// <param name="cancellationToken">Ends the fetching.</param>
    public async Task<VerificationResult> VerifyAsync(CollateralSource source, DateTimeOffset now, Policy? policy, VerificationOptions options, Action<string> warn, CancellationToken cancellationToken)
    {
        if (Bundle is null)
        {
            return source.Admit(EvidenceVerifier.Verify(bytes, await CollateralAsync(source, warn, cancellationToken), now, policy, options: options));
        }

        CollateralSet collateral = await CollateralChoice.ForAsync(Bundle, source.Files, source.Cache, warn, now, cancellationToken);
        VerificationResult evidence = EvidenceVerifier.Verify(Bundle.Evidence, collateral, now, policy, options: options);
        List<VerificationStep> steps = [.. evidence.Steps.Where(step => step.Name != StepNames.ReportData)];
        if (policy is not null)
        {
            steps.Add(policy.Plan.Judge(SHA256.HashData(Bundle.Plan.Span), Bundle.PlanSignature.Span));
        }

        steps.AddRange(BindingVerifier.Verify(Bundle, evidence.ReportData.Span, BindingExpectation.Inspect(), new FixedClock(now)).Steps);
        bool failed = steps.Any(step => step.Status == StepStatus.Failed);
        return source.Admit(evidence with { Steps = steps, Outcome = failed ? VerificationOutcome.Refused : evidence.Outcome });
    }

    private async Task<CollateralSet> CollateralAsync(CollateralSource source, Action<string> warn, CancellationToken cancellationToken)
    {
        if (source.Cache is null)
        {
            return source.Files;
        }

        var gathered = await source.Cache.GatherAsync(bytes, source.Files.Files, cancellationToken);
        gathered.Warnings.ToList().ForEach(warn);
        return gathered.Collateral;
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
