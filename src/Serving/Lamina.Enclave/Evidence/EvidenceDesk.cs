using System.Threading.Channels;
using Lamina.Attestation;
using Lamina.Enclave.Loading;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Gateway;

namespace Lamina.Enclave.Evidence;

/// <summary>
/// Step 1: hands out evidence. Nonces that wait while the platform is busy share its next signature, each with its own path; the evidence of
/// an epoch is made once for each key list. Safe for concurrent use.
/// </summary>
internal sealed class EvidenceDesk : IAsyncDisposable
{
    /// <summary>Nonces that may wait at a time; more are told to come back.</summary>
    public const int MaximumWaiting = 1024;

    private readonly LoadedPlan _loaded;
    private readonly RequestKeys _keys;
    private readonly IEvidenceIssuer _issuer;
    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MaximumWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _epochGate = new(1);
    private readonly Task _desk;
    private EvidenceBundle? _epoch;

    /// <param name="loaded">The plan that evidence binds.</param>
    /// <param name="keys">The keys that evidence binds.</param>
    /// <param name="issuer">What signs.</param>
    public EvidenceDesk(LoadedPlan loaded, RequestKeys keys, IEvidenceIssuer issuer)
    {
        (_loaded, _keys, _issuer) = (loaded, keys, issuer);
        _desk = Task.Run(ServeAsync);
    }

    /// <summary>Evidence for a request.</summary>
    /// <returns>The bundle; null if too many wait already.</returns>
    /// <exception cref="IOException">The platform's interface failed.</exception>
    public async Task<EvidenceBundle?> AskAsync(EvidenceRequest request, CancellationToken cancellationToken)
    {
        if (request.Mode is EvidenceMode.Epoch)
        {
            return await EpochAsync(cancellationToken);
        }

        Waiting waiting = new(request.Nonce);
        return _waiting.Writer.TryWrite(waiting) ? await waiting.Answer.Task.WaitAsync(cancellationToken) : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _end.CancelAsync();
        await _desk;
        _end.Dispose();
        _epochGate.Dispose();
    }

    private async Task ServeAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            List<Waiting> together = [];
            while (together.Count < MaximumWaiting && _waiting.Reader.TryRead(out Waiting? one))
            {
                together.Add(one);
            }

            try
            {
                NonceTree tree = new([.. together.Select(one => one.Nonce)]);
                EvidenceBundle shared = await IssueAsync(EvidenceMode.Fresh, tree.Root, _end.Token);
                for (int i = 0; i < together.Count; i++)
                {
                    together[i].Answer.TrySetResult(shared with { Nonce = together[i].Nonce, NoncePath = tree.PathOf(i) });
                }
            }
            catch (Exception fault) when (fault is IOException or OperationCanceledException)
            {
                together.ForEach(one => one.Answer.TrySetException(fault));
            }
        }
    }

    private async Task<EvidenceBundle> EpochAsync(CancellationToken cancellationToken)
    {
        await _epochGate.WaitAsync(cancellationToken);
        try
        {
            ReadOnlyMemory<byte> current = _keys.Published.KeyList;
            if (_epoch is null || !_epoch.KeyList.Span.SequenceEqual(current.Span))
            {
                _epoch = await IssueAsync(EvidenceMode.Epoch, default, cancellationToken);
            }

            return _epoch;
        }
        finally
        {
            _epochGate.Release();
        }
    }

    private async Task<EvidenceBundle> IssueAsync(EvidenceMode mode, ReadOnlyMemory<byte> nonceRoot, CancellationToken cancellationToken)
    {
        // One snapshot of the keys, so that the bundle holds the very list that is signed for.
        PublishedKeys published = _keys.Published;
        ReportData reportData = new()
        {
            Purpose = BindingPurpose.Serve,
            KeyList = published.KeyList,
            PlanDigest = _loaded.Digest.ToBytes(),
            NotAfter = published.NotAfter,
            Mode = mode,
            NonceRoot = nonceRoot,
        };
        IssuedEvidence issued = await _issuer.IssueAsync(reportData.Compute(), cancellationToken);
        return new EvidenceBundle
        {
            Kind = issued.Kind,
            Mode = mode,
            Purpose = BindingPurpose.Serve,
            Evidence = issued.Evidence,
            Certificates = issued.Certificates,
            KeyList = published.KeyList,
            Plan = _loaded.Bytes,
            NotAfter = published.NotAfter,
        };
    }

    private sealed record Waiting(ReadOnlyMemory<byte> Nonce)
    {
        public TaskCompletionSource<EvidenceBundle> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
