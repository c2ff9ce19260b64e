using System.Security.Cryptography;
using Lamina.Attestation;
using Lamina.Attestation.Simulated;
using Lamina.Enclave.Evidence;
using Lamina.Enclave.Loading;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Gateway;
using Lamina.Protocol.Sizes;
using Lamina.Runtime;
using Lamina.Testing;

namespace Lamina.Enclave.Tests;

/// <summary>Nonces that wait together share one signature, each with a path of its own.</summary>
public sealed class EvidenceDeskTests
{
    [Fact]
    public async Task Ask_WhileThePlatformIsBusy_SharesOneSignatureAndEveryPathHolds()
    {
        using TempFolder folder = new();
        TinyPlan.Write(folder.Path);
        using LoadedPlan loaded = LoadedPlan.Load(folder.Path, new SessionSettings());
        using RequestKeys keys = new(new RequestKeysOptions(), new MessageSizes(8192, 8192), TimeProvider.System);
        using SlowIssuer issuer = new();
        await using EvidenceDesk desk = new(loaded, keys, issuer);

        Task<EvidenceBundle?> first = desk.AskAsync(EvidenceRequest.Fresh(RandomNumberGenerator.GetBytes(32)), default);
        await issuer.Asked.WaitAsync(TestContext.Current.CancellationToken);
        byte[][] nonces = [.. Enumerable.Range(0, 5).Select(_ => RandomNumberGenerator.GetBytes(32))];
        Task<EvidenceBundle?>[] rest = [.. nonces.Select(nonce => desk.AskAsync(EvidenceRequest.Fresh(nonce), default))];
        issuer.Open.Release(2);
        await first;
        EvidenceBundle?[] together = await Task.WhenAll(rest);

        Assert.Equal(2, issuer.Signatures);
        Assert.Single(together.Select(bundle => Convert.ToHexString(bundle!.Evidence.Span)).Distinct());
        Assert.Single(together.Select((bundle, i) => Convert.ToHexString(bundle!.NoncePath!.RootFor(nonces[i])!)).Distinct());
        Assert.Equal(nonces, together.Select(bundle => bundle!.Nonce.ToArray()));
    }

    [Fact]
    public async Task Ask_ForTheEpoch_SignsOnce()
    {
        using TempFolder folder = new();
        TinyPlan.Write(folder.Path);
        using LoadedPlan loaded = LoadedPlan.Load(folder.Path, new SessionSettings());
        using RequestKeys keys = new(new RequestKeysOptions(), new MessageSizes(8192, 8192), TimeProvider.System);
        using SlowIssuer issuer = new();
        issuer.Open.Release(10);
        await using EvidenceDesk desk = new(loaded, keys, issuer);

        EvidenceBundle? one = await desk.AskAsync(EvidenceRequest.Epoch, TestContext.Current.CancellationToken);
        EvidenceBundle? two = await desk.AskAsync(EvidenceRequest.Epoch, TestContext.Current.CancellationToken);

        Assert.Same(one, two);
        Assert.Equal(1, issuer.Signatures);
    }

    /// <summary>Signs as the simulated TEE does, when it is let.</summary>
    private sealed class SlowIssuer : IEvidenceIssuer, IDisposable
    {
        private readonly SimulatedTeeIssuer _inner = new(new byte[32]);

        public SemaphoreSlim Open { get; } = new(0);

        public SemaphoreSlim Asked { get; } = new(0);

        public int Signatures { get; private set; }

        public EvidenceKind Kind => EvidenceKind.Simulated;

        public async ValueTask<IssuedEvidence> IssueAsync(ReadOnlyMemory<byte> reportData, CancellationToken cancellationToken)
        {
            Asked.Release();
            await Open.WaitAsync(cancellationToken);
            Signatures++;
            return await _inner.IssueAsync(reportData, cancellationToken);
        }

        public void Dispose()
        {
            _inner.Dispose();
            Open.Dispose();
            Asked.Dispose();
        }
    }
}
