using System.Diagnostics;
using System.Security.Cryptography;
using Lamina.Attestation;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Policies;
using Lamina.Client.Transport;
using Lamina.Plans;
using Lamina.Protocol;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;

namespace Lamina.Client.Sessions;

/// <summary>An enclave whose evidence was accepted: its keys, its plan, and the checks. Safe for concurrent use.</summary>
internal sealed class VerifiedEnclave(BoundKeys keys, Plan plan, VerificationResult result, IReadOnlyList<RequestStep> steps)
{
    /// <summary>How often evidence is asked for in all while the server answers that too many wait for it.</summary>
    private const int MostAsked = 3;

    private const int TooManyRequests = 429;

    /// <summary>The wait where the server names none, and the longest that it can ask for: it is the host's word.</summary>
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(1), LongestWait = TimeSpan.FromSeconds(5);

    private IReadOnlyList<RequestStep>? _steps = steps;

    /// <summary>Keys that may be sealed to.</summary>
    public BoundKeys Keys { get; } = keys;

    /// <summary>The plan that the evidence binds.</summary>
    public Plan Plan { get; } = plan;

    /// <summary>Every check.</summary>
    public VerificationResult Result { get; } = result;

    /// <summary>Steps 1 and 2, for the first request that was sealed after them; nothing for later ones, which did not wait for them.</summary>
    public IReadOnlyList<RequestStep> TakeSteps() => Interlocked.Exchange(ref _steps, null) ?? [];

    /// <summary>Steps 1 and 2.</summary>
    /// <exception cref="LaminaClientException">No evidence came, or it was refused.</exception>
    public static async Task<VerifiedEnclave> VerifyAsync(EnclaveTransport transport, LaminaClientOptions options, CancellationToken cancellationToken)
    {
        // 1. Ask, with a nonce of our own unless the policy accepts epoch evidence. There is no falling back.
        long started = Stopwatch.GetTimestamp();
        byte[] nonce = options.Policy.Freshness is FreshEvidence ? RandomNumberGenerator.GetBytes(NonceTree.NonceLength) : [];
        EvidenceBundle bundle = await FetchAsync(transport, nonce, options.Time, cancellationToken);
        RequestStep evidence = new(1, RequestSteps.Name(1), StepStatus.Passed, Stopwatch.GetElapsedTime(started).TotalMilliseconds);

        // 2. Judge.
        started = Stopwatch.GetTimestamp();
        EvidenceDemand demand = new() { Policy = options.Policy, Nonce = nonce, TrustRoot = options.TrustRoot };
        CollateralSet collateral = await CollateralChoice.ForAsync(bundle, options.Collateral, options.CollateralCache, options.Warn, options.Time.GetUtcNow(), cancellationToken);
        JudgedEvidence judged = EvidenceJudge.Judge(bundle, demand, collateral, options.Time);

        // Last, what only a verifier with a memory can tell: whether somebody serves old documents.
        VerificationResult result = Admit(options.RollbackStore, judged.Result);
        if (judged.Keys is null || result.Outcome != VerificationOutcome.Accepted)
        {
            throw new LaminaClientException(result.Steps);
        }

        Plan plan;
        try
        {
            plan = Plan.Parse(judged.Keys.Plan.Span);
        }
        catch (PlanException refused)
        {
            throw new LaminaClientException(LaminaFailure.BadAnswer, $"The plan that the evidence binds cannot be read: {refused.Message}", refused);
        }

        RequestStep verify = new(2, RequestSteps.Name(2), StepStatus.Passed, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return new VerifiedEnclave(judged.Keys, plan, result, [evidence, verify]);
    }

    private static VerificationResult Admit(RollbackStore? store, VerificationResult result)
    {
        try
        {
            return store?.Admit(result) ?? result;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new LaminaClientException(LaminaFailure.NotRemembered, $"What was seen of collateral cannot be remembered: {fault.Message}", fault);
        }
    }

    /// <summary>Fetches a bundle and believes nothing of it. A server that has too much to do is asked again, twice.</summary>
    /// <param name="transport">The connection.</param>
    /// <param name="nonce">32 bytes for fresh evidence; empty for epoch evidence.</param>
    /// <param name="time">The clock that waits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LaminaClientException">What came is no bundle.</exception>
    internal static async Task<EvidenceBundle> FetchAsync(EnclaveTransport transport, ReadOnlyMemory<byte> nonce, TimeProvider time, CancellationToken cancellationToken)
    {
        EvidenceRequest request = nonce.IsEmpty ? EvidenceRequest.Epoch : EvidenceRequest.Fresh(nonce);
        HostAnswer answer = await AskAsync();
        for (int asked = 1; answer.Status == TooManyRequests; asked++)
        {
            if (asked == MostAsked)
            {
                throw new LaminaClientException(LaminaFailure.Unreachable, $"The server has too much to do: it answered {TooManyRequests} to {MostAsked} requests for evidence; try again later.");
            }

            TimeSpan wait = answer.RetryAfter ?? UsualWait;
            await Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellationToken);
            answer = await AskAsync();
        }

        if (answer.Status != 200)
        {
            throw new LaminaClientException(LaminaFailure.BadAnswer, $"The server answered {answer.Status} to the request for evidence.");
        }

        return EvidenceBundle.TryParse(answer.Body, out EvidenceBundle? bundle, out string? refusal)
            ? bundle
            : throw new LaminaClientException(LaminaFailure.BadAnswer, $"The server's answer is no evidence bundle: {refusal}");

        Task<HostAnswer> AskAsync() => transport.PostAsync(Endpoints.Evidence, MediaTypes.Json, request.ToJson(), EvidenceBundle.MaximumBytes, cancellationToken);
    }
}
