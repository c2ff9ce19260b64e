using System.Security.Cryptography;
using Lamina.Attestation;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Gateway;

namespace Lamina.Protocol.Issuing;

/// <summary>Has the platform sign what binds the current keys, and puts the answer into a bundle.</summary>
internal sealed class BoundIssuer(IEvidenceIssuer issuer, RequestKeys keys, ReadOnlyMemory<byte> plan, BindingPurpose purpose)
{
    private readonly byte[] _planDigest = SHA256.HashData(plan.Span);

    /// <summary>The keys that evidence issued now would bind.</summary>
    public PublishedKeys Published => keys.Published;

    /// <summary>A bundle without nonce and path: those differ from client to client.</summary>
    public async Task<EvidenceBundle> IssueAsync(PublishedKeys published, EvidenceMode mode, ReadOnlyMemory<byte> nonceRoot, CancellationToken cancellationToken)
    {
        byte[] reportData = new ReportData
        {
            Purpose = purpose,
            KeyList = published.KeyList,
            PlanDigest = _planDigest,
            NotAfter = published.NotAfter,
            Mode = mode,
            NonceRoot = nonceRoot,
        }.Compute();
        IssuedEvidence issued = await issuer.IssueAsync(reportData, cancellationToken).ConfigureAwait(false);
        return new EvidenceBundle
        {
            Kind = issued.Kind,
            Mode = mode,
            Purpose = purpose,
            Evidence = issued.Evidence,
            Certificates = issued.Certificates,
            KeyList = published.KeyList,
            Plan = plan,
            NotAfter = published.NotAfter,
        };
    }
}
