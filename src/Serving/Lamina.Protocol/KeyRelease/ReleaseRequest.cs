using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Lamina.Attestation;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Gateway;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.Memory;
using Lamina.Protocol.ObliviousHttp;

namespace Lamina.Protocol.KeyRelease;

/// <summary>
/// The enclave's side of a key release: keys made for this one answer, evidence of purpose <c>key-release</c> that binds them, the plan
/// and the owner's nonce. The keys are wiped when this is disposed. Not safe for concurrent use.
/// </summary>
public sealed class ReleaseRequest : IDisposable
{
    /// <summary>How long an answer may take: the owner refuses evidence whose keys live longer than a day, and this is far less.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly KeySet _keys;
    private readonly byte[] _info;

    private ReleaseRequest(KeySet keys, byte[] info, EvidenceBundle bundle)
    {
        (_keys, _info, Bundle) = (keys, info, bundle);
    }

    /// <summary>What is sent to the owner.</summary>
    public EvidenceBundle Bundle { get; }

    /// <summary>Makes the keys and has the platform sign.</summary>
    /// <param name="issuer">The platform.</param>
    /// <param name="plan">The exact bytes of the plan.</param>
    /// <param name="nonce">The owner's nonce, 32 bytes.</param>
    /// <param name="time">Tells when the keys end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">The platform failed.</exception>
    public static async Task<ReleaseRequest> CreateAsync(IEvidenceIssuer issuer, ReadOnlyMemory<byte> plan, ReadOnlyMemory<byte> nonce, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(time);
        byte id = 0;
        KeySet keys = new(new RequestKeysOptions { ReplayCapacity = 8 }, () => ++id, time.GetTimestamp(), (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        try
        {
            byte[] planDigest = SHA256.HashData(plan.Span);
            NonceTree tree = new([nonce]);
            byte[] reportData = new ReportData
            {
                Purpose = BindingPurpose.KeyRelease,
                KeyList = keys.Published.KeyList,
                PlanDigest = planDigest,
                NotAfter = keys.Published.NotAfter,
                Mode = EvidenceMode.Fresh,
                NonceRoot = tree.Root,
            }.Compute();
            IssuedEvidence issued = await issuer.IssueAsync(reportData, cancellationToken).ConfigureAwait(false);
            return new ReleaseRequest(keys, ReleasedKey.Info(planDigest, nonce.Span), new EvidenceBundle
            {
                Kind = issued.Kind,
                Mode = EvidenceMode.Fresh,
                Purpose = BindingPurpose.KeyRelease,
                Evidence = issued.Evidence,
                Certificates = issued.Certificates,
                KeyList = keys.Published.KeyList,
                Plan = plan,
                Nonce = nonce,
                NoncePath = tree.PathOf(0),
                NotAfter = keys.Published.NotAfter,
            });
        }
        catch
        {
            keys.End();
            throw;
        }
    }

    /// <summary>Opens what the owner released.</summary>
    /// <param name="released">The answer; hostile.</param>
    /// <param name="key">The model key; the caller disposes it.</param>
    /// <param name="notAfter">The second after which it must not be kept, since 1970-01-01 UTC.</param>
    /// <returns>False if it was not sealed for this request.</returns>
    public bool TryOpen(ReleasedKey released, [NotNullWhen(true)] out ModelKey? key, out long notAfter)
    {
        ArgumentNullException.ThrowIfNull(released);
        key = null;
        notAfter = 0;
        if (_keys.Find(new RequestHeader(released.KeyId, released.Suite)) is not { } own || !HpkeRecipient.TryCreate(released.Suite, own, released.Encapsulation.Span, _info, out HpkeRecipient? recipient))
        {
            return false;
        }

        using (recipient)
        {
            using SecretBytes plain = new(ReleasedKey.PlainLength);
            if (released.Ciphertext.Length != plain.Length + HpkeContext.Overhead || !recipient.TryOpen(released.Ciphertext.Span, default, plain.Span))
            {
                return false;
            }

            notAfter = BinaryPrimitives.ReadInt64BigEndian(plain.Span[ModelKey.Length..]);
            key = ModelKey.Import(plain.Span[..ModelKey.Length]);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _keys.End();
}
