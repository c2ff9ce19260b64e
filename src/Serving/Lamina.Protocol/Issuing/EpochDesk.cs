using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Gateway;

namespace Lamina.Protocol.Issuing;

/// <summary>Epoch evidence: issued once for each published key list, and again after a failure.</summary>
internal sealed class EpochDesk(BoundIssuer issuer, CancellationToken stopping)
{
    private readonly Lock _gate = new();
    private PublishedKeys? _published;
    private Task<EvidenceBundle>? _bundle;

    public Task<EvidenceBundle> Current()
    {
        lock (_gate)
        {
            PublishedKeys published = issuer.Published;
            if (_bundle is null || _bundle.IsFaulted || _bundle.IsCanceled || published != _published)
            {
                _published = published;
                _bundle = Task.Run(() => issuer.IssueAsync(published, EvidenceMode.Epoch, default, stopping), stopping);
            }

            return _bundle;
        }
    }
}
