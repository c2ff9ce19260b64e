using Lamina.Attestation;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Policies;
using Lamina.Cli.Attest;
using Lamina.Client.Sessions;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.KeyRelease;
using Lamina.Protocol.Problems;

namespace Lamina.Cli.Keys;

/// <summary>What came of a request for a key.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">A <see cref="ReleasedKey"/>, or a problem document.</param>
/// <param name="Said">One sentence for the owner's log: who got what, or why not.</param>
internal sealed record DeskAnswer(int Status, byte[] Body, string Said);

/// <summary>
/// Decides whether an enclave gets a model key: a nonce of ours, used once, evidence of purpose <c>key-release</c> that answers it, and
/// the owner's policy on all of it. Safe for concurrent use.
/// </summary>
/// <param name="keys">The keys by their plan.</param>
/// <param name="policy">What the owner demands.</param>
/// <param name="validity">How long an enclave may keep a key.</param>
/// <param name="collateral">The vendors' documents.</param>
/// <param name="time">The owner's clock.</param>
internal sealed class KeyDesk(IReadOnlyList<ModelKeyFile> keys, Policy policy, TimeSpan validity, CollateralSource collateral, TimeProvider time)
{
    private readonly NonceBook _nonces = new(time);
    private readonly HpkeSuite[] _suites = [.. policy.HpkeSuites.Select(name => HpkeSuite.TryParse(name, out HpkeSuite suite) ? suite : throw CommandLine.CommandFailure.Unusable($"the policy names the suite '{name}', which is not known here"))];

    /// <summary>Gives a nonce for a plan whose key is here.</summary>
    public DeskAnswer Nonce(ReadOnlyMemory<byte> request)
    {
        if (!ReleaseNonce.TryReadRequest(request, out byte[]? plan, out string? refusal))
        {
            return Refuse(400, "key-request", "The request cannot be used.", refusal);
        }

        return KeyOf(plan) is null ? Refuse(404, "key-plan", "No key of this plan is here.", $"plan {Convert.ToHexStringLower(plan)}")
            : _nonces.TryGive(plan) is { } nonce ? new DeskAnswer(200, ReleaseNonce.Answer(nonce), "")
            : Refuse(429, "too-many", "Too many nonces are open.", "come back in two minutes");
    }

    /// <summary>Judges evidence and releases the key.</summary>
    public async Task<DeskAnswer> ReleaseAsync(ReadOnlyMemory<byte> request, Action<string> warn, CancellationToken cancellationToken)
    {
        if (!EvidenceBundle.TryParse(request, out EvidenceBundle? bundle, out string? refusal))
        {
            return Refuse(400, "key-request", "The request cannot be used.", refusal);
        }

        byte[] plan = System.Security.Cryptography.SHA256.HashData(bundle.Plan.Span);
        if (KeyOf(plan) is not { } key)
        {
            return Refuse(404, "key-plan", "No key of this plan is here.", $"plan {Convert.ToHexStringLower(plan)}");
        }

        if (!_nonces.TryTake(bundle.Nonce.Span, plan))
        {
            return Refuse(403, "evidence-refused", "The evidence was refused.", $"{BindingSteps.Nonce}: the nonce is none that was given for this plan in the last minutes, or was used before");
        }

        EvidenceDemand demand = new() { Policy = policy, Nonce = bundle.Nonce, Purpose = BindingPurpose.KeyRelease };
        CollateralSet documents = await CollateralChoice.ForAsync(bundle, collateral.Files, collateral.Cache, warn, time.GetUtcNow(), cancellationToken);
        JudgedEvidence judged = EvidenceJudge.Judge(bundle, demand, documents, time);
        VerificationResult result = collateral.Admit(judged.Result);
        if (judged.Keys is null || result.Outcome != VerificationOutcome.Accepted)
        {
            VerificationStep failed = result.Steps.First(step => step.Status == StepStatus.Failed);
            return Refuse(403, "evidence-refused", "The evidence was refused.", $"{failed.Name}: {failed.Detail}");
        }

        DateTimeOffset notAfter = time.GetUtcNow() + validity;
        return ReleasedKey.TrySeal(judged.Keys, _suites, bundle.Nonce.Span, key, notAfter.ToUnixTimeSeconds(), out ReleasedKey? released)
            ? new DeskAnswer(200, released.ToJson(), $"released {key} to a {result.Kind!.Value.ToName()} enclave, until {notAfter:yyyy-MM-dd'T'HH:mm:ss'Z'}")
            : Refuse(403, "evidence-refused", "The evidence was refused.", $"{BindingSteps.Keys}: the enclave offers none of the suites that the policy names");
    }

    private ModelKey? KeyOf(byte[] plan) => keys.FirstOrDefault(file => file.PlanDigest.AsSpan().SequenceEqual(plan))?.Key;

    private static DeskAnswer Refuse(int status, string type, string title, string detail) =>
        new(status, new Problem(Problem.TypePrefix + type, title, status) { Detail = detail }.ToJson(), $"refused: {detail}");
}
