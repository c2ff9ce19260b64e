using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Gateway;

namespace Lamina.Protocol.Issuing;

/// <summary>
/// Fresh evidence for many: while the platform signs for some clients (milliseconds to a second), the next ones wait
/// together, and one signature over the tree of their nonces serves them all.
/// </summary>
internal sealed class FreshDesk(BoundIssuer issuer, int maximumWaiting, CancellationToken stopping)
{
    private readonly Lock _gate = new();
    private List<Waiting> _waiting = [];
    private bool _working;

    /// <summary>A bundle for a nonce; null if too many wait already.</summary>
    public Task<EvidenceBundle>? TryWait(ReadOnlyMemory<byte> nonce)
    {
        var waiting = new Waiting(nonce.ToArray());
        lock (_gate)
        {
            if (_waiting.Count >= maximumWaiting)
            {
                return null;
            }

            _waiting.Add(waiting);
            if (!_working)
            {
                _working = true;
                _ = Task.Run(WorkAsync, CancellationToken.None);
            }
        }

        return waiting.Answer.Task;
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            List<Waiting> batch;
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _working = false;
                    return;
                }

                batch = _waiting;
                _waiting = [];
            }

            await ServeAsync(batch).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(List<Waiting> batch)
    {
        try
        {
            PublishedKeys published = issuer.Published;
            var tree = new NonceTree([.. batch.Select(waiting => waiting.Nonce)]);
            EvidenceBundle bundle = await issuer.IssueAsync(published, EvidenceMode.Fresh, tree.Root, stopping).ConfigureAwait(false);
            for (int i = 0; i < batch.Count; i++)
            {
                batch[i].Answer.SetResult(bundle with { Nonce = batch[i].Nonce, NoncePath = tree.PathOf(i) });
            }
        }
        catch (Exception exception) // whatever it was, everybody who waits must learn of it
        {
            batch.ForEach(waiting => waiting.Answer.TrySetException(exception));
        }
    }

    private sealed class Waiting(ReadOnlyMemory<byte> nonce)
    {
        public ReadOnlyMemory<byte> Nonce { get; } = nonce;

        public TaskCompletionSource<EvidenceBundle> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
