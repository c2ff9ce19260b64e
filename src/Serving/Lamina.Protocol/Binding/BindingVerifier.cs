using System.Globalization;
using System.Security.Cryptography;
using Lamina.Attestation;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.ObliviousHttp;

namespace Lamina.Protocol.Binding;

/// <summary>
/// Checks that evidence binds the keys, plan, expiry and nonce of the bundle it came in (docs/protocol.md section 5).
/// That the evidence is genuine and wanted is for the verifiers of Lamina.Attestation; a client needs both.
/// </summary>
public static class BindingVerifier
{
    /// <summary>Runs every check, also after one failed, so that the result names all that is wrong.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="reportData">The report data that the verified evidence holds.</param>
    /// <param name="expected">What the client demands.</param>
    /// <param name="time">The client's clock.</param>
    public static BindingResult Verify(EvidenceBundle bundle, ReadOnlySpan<byte> reportData, BindingExpectation expected, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(time);
        byte[] planDigest = SHA256.HashData(bundle.Plan.Span);
        VerificationStep[] steps =
        [
            CheckMode(bundle, expected),
            CheckNonce(bundle, expected),
            CheckPlan(planDigest, expected),
            CheckKeys(bundle, out KeyConfigList? keys),
            CheckExpiry(bundle, expected, time),
            CheckReportData(bundle, planDigest, reportData),
        ];
        bool refused = steps.Any(step => step.Status is StepStatus.Failed) || keys is null;
        return new BindingResult(steps, refused ? null : new BoundKeys(keys!, planDigest, bundle.Plan, bundle.NotAfter, expected.Mode is not null));
    }

    private static VerificationStep CheckMode(EvidenceBundle bundle, BindingExpectation expected)
    {
        string found = $"The evidence is {bundle.Mode.ToName()}, for {bundle.Purpose.ToName()}";
        return expected.Mode is not { } mode
            ? new VerificationStep(BindingSteps.Mode, StepStatus.NotChecked, $"{found}; no mode was demanded.")
            : Judge(BindingSteps.Mode, bundle.Mode == mode && bundle.Purpose == expected.Purpose, $"{found}.", $"{found}; {mode.ToName()}, for {expected.Purpose.ToName()}, was asked.");
    }

    private static VerificationStep CheckNonce(EvidenceBundle bundle, BindingExpectation expected) => expected.Mode switch
    {
        EvidenceMode.Fresh => Judge(
            BindingSteps.Nonce,
            CryptographicOperations.FixedTimeEquals(bundle.Nonce.Span, expected.Nonce.Span),
            "The evidence answers the nonce that was sent.",
            "The evidence answers another nonce than the one that was sent."),
        EvidenceMode.Epoch => Judge(BindingSteps.Nonce, bundle.Nonce.IsEmpty, "Epoch evidence binds no nonce.", "Epoch evidence was asked, but the bundle holds a nonce."),
        _ => new VerificationStep(BindingSteps.Nonce, StepStatus.NotChecked, "No nonce was sent."),
    };

    private static VerificationStep CheckPlan(byte[] planDigest, BindingExpectation expected)
    {
        string found = $"The plan's SHA-256 is {Convert.ToHexStringLower(planDigest)}";
        return expected.PlanDigests is null
            ? new VerificationStep(BindingSteps.Plan, StepStatus.NotChecked, $"{found}; no plan was demanded here.")
            : Judge(
                BindingSteps.Plan,
                expected.PlanDigests.Any(digest => CryptographicOperations.FixedTimeEquals(digest.Span, planDigest)),
                $"{found}, as demanded.",
                $"{found}; {string.Join(" or ", expected.PlanDigests.Select(digest => Convert.ToHexStringLower(digest.Span)))} is demanded.");
    }

    private static VerificationStep CheckKeys(EvidenceBundle bundle, out KeyConfigList? keys) => Judge(
        BindingSteps.Keys,
        KeyConfigList.TryParse(bundle.KeyList, out keys, out string? refusal),
        $"The key list holds {keys?.Configs.Count} usable keys.",
        refusal ?? "");

    private static VerificationStep CheckExpiry(EvidenceBundle bundle, BindingExpectation expected, TimeProvider time)
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        string found = $"The keys end at {Format(bundle.NotAfter)}, the clock here says {Format(now)}";
        return bundle.NotAfter <= now ? Judge(BindingSteps.Expiry, false, "", $"{found}: they have expired.")
            : Judge(
                BindingSteps.Expiry,
                bundle.NotAfter - now <= (long)expected.MaximumLifetime.TotalSeconds,
                $"{found}.",
                $"{found}: that is further away than the {expected.MaximumLifetime} that are accepted.");
    }

    private static VerificationStep CheckReportData(EvidenceBundle bundle, byte[] planDigest, ReadOnlySpan<byte> reportData)
    {
        byte[]? root = bundle.Mode is EvidenceMode.Epoch ? [] : bundle.NoncePath?.RootFor(bundle.Nonce.Span);
        if (root is null)
        {
            return new VerificationStep(BindingSteps.ReportData, StepStatus.Failed, "The nonce path leads to no root.");
        }

        byte[] computed = new ReportData
        {
            Purpose = bundle.Purpose,
            KeyList = bundle.KeyList,
            PlanDigest = planDigest,
            NotAfter = bundle.NotAfter,
            Mode = bundle.Mode,
            NonceRoot = root,
        }.Compute();
        return Judge(
            BindingSteps.ReportData,
            CryptographicOperations.FixedTimeEquals(computed, reportData),
            "The signed report data binds these keys, this plan, this expiry and this mode and nonce.",
            "The signed report data binds other keys, another plan, another expiry, or another mode or nonce than the bundle holds.");
    }

    private static VerificationStep Judge(string name, bool held, string whenHeld, string otherwise) =>
        new(name, held ? StepStatus.Passed : StepStatus.Failed, held ? whenHeld : otherwise);

    private static string Format(long seconds) => seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        ? DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : $"second {seconds}";
}
