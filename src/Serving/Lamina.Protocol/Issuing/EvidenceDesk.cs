using Lamina.Attestation;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Gateway;

namespace Lamina.Protocol.Issuing;

/// <summary>Answers <see cref="Endpoints.Evidence"/> for an enclave. Safe for concurrent use.</summary>
public sealed class EvidenceDesk : IDisposable
{
    /// <summary>Clients that may wait for one signature unless said otherwise.</summary>
    public const int DefaultMaximumWaiting = 1024;

    private readonly CancellationTokenSource _stopping = new();
    private readonly FreshDesk _fresh;
    private readonly EpochDesk _epoch;
    private readonly EvidenceAttachments? _attachments;

    /// <summary>Opens the desk.</summary>
    /// <param name="issuer">The platform; stays the caller's.</param>
    /// <param name="keys">The keys to bind; stay the caller's.</param>
    /// <param name="plan">The exact bytes of the plan that runs.</param>
    /// <param name="purpose">What the keys are for. Default <see cref="BindingPurpose.Serve"/>.</param>
    /// <param name="maximumWaiting">Clients that may wait for one signature, 1 to 65,536.</param>
    /// <param name="attachments">What is handed out beside the evidence. Default none.</param>
    public EvidenceDesk(
        IEvidenceIssuer issuer, RequestKeys keys, ReadOnlyMemory<byte> plan, BindingPurpose purpose = BindingPurpose.Serve, int maximumWaiting = DefaultMaximumWaiting, EvidenceAttachments? attachments = null)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumWaiting, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximumWaiting, NonceTree.MaximumCount);
        var bound = new BoundIssuer(issuer, keys, plan.ToArray(), purpose);
        _fresh = new FreshDesk(bound, maximumWaiting, _stopping.Token);
        _epoch = new EpochDesk(bound, _stopping.Token);
        _attachments = attachments;
    }

    /// <summary>Step 1: evidence for a client.</summary>
    /// <param name="request">What it asked for.</param>
    /// <param name="cancellationToken">Ends this client's wait, not the signature that others wait for too.</param>
    /// <returns>The bundle; null if too many clients wait already, to be answered with status 429.</returns>
    /// <exception cref="IOException">The platform failed; the message is for the operator, not for the client.</exception>
    public async Task<EvidenceBundle?> AskAsync(EvidenceRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Task<EvidenceBundle>? issued = request.Mode is EvidenceMode.Fresh ? _fresh.TryWait(request.Nonce) : _epoch.Current();
        if (issued is null)
        {
            return null;
        }

        // Attached last: evidence of an epoch is kept for an hour, the vendors' documents beside it may be renewed meanwhile.
        EvidenceBundle bundle = await issued.WaitAsync(cancellationToken).ConfigureAwait(false);
        return _attachments is null ? bundle : bundle with { PlanSignature = _attachments.PlanSignature, Collateral = _attachments.Collateral() };
    }

    /// <summary>Stops waiting for the platform; whoever waits is told so by an <see cref="OperationCanceledException"/>.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }
}
