using Lamina.Attestation;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Simulated;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Issuing;
using Lamina.Protocol.Tests.Gateway;

namespace Lamina.Protocol.Tests.Issuing;

/// <summary>The desk over the simulated TEE: what comes out is verified the way a client does it.</summary>
public sealed class EvidenceDeskTests : IDisposable
{
    private readonly Exchange _exchange = new();
    private readonly GatedIssuer _issuer = new();
    private readonly EvidenceDesk _desk;

    public EvidenceDeskTests() => _desk = new EvidenceDesk(_issuer, _exchange.Keys, Exchange.Plan, maximumWaiting: 8);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _desk.Dispose();
        _issuer.Dispose();
        _exchange.Dispose();
    }

    [Fact]
    public async Task AskAsync_ClientsThatWaitTogether_ShareOneSignatureAndAllVerify()
    {
        byte[][] nonces = [.. Enumerable.Range(0, 6).Select(i => Enumerable.Repeat((byte)i, 32).ToArray())];
        Task<EvidenceBundle?> first = _desk.AskAsync(EvidenceRequest.Fresh(nonces[0]), Cancellation);
        await _issuer.Entered.WaitAsync(Cancellation);
        Task<EvidenceBundle?>[] others = [.. nonces[1..].Select(nonce => _desk.AskAsync(EvidenceRequest.Fresh(nonce), Cancellation))];
        _issuer.Open();
        EvidenceBundle?[] bundles = [await first, .. await Task.WhenAll(others)];
        Assert.Equal(2, _issuer.Issued);
        Assert.Equal([1, 5, 5, 5, 5, 5], bundles.Select(bundle => bundle!.NoncePath!.Count));
        for (int i = 0; i < nonces.Length; i++)
        {
            Assert.True(EvidenceBundle.TryParse(bundles[i]!.ToJson(), out EvidenceBundle? bundle, out string? refusal), refusal);
            Assert.NotNull(Verify(bundle, BindingExpectation.Fresh(nonces[i], Exchange.PlanDigest)).Keys);
            Assert.Null(Verify(bundle, BindingExpectation.Fresh(nonces[(i + 1) % 6], Exchange.PlanDigest)).Keys);
        }
    }

    [Fact]
    public async Task AskAsync_Epoch_IsIssuedOncePerKeyList()
    {
        _issuer.Open();
        EvidenceBundle? first = await _desk.AskAsync(EvidenceRequest.Epoch, Cancellation);
        Assert.Same(first, await _desk.AskAsync(EvidenceRequest.Epoch, Cancellation));
        Assert.NotNull(Verify(first!, BindingExpectation.Epoch(Exchange.PlanDigest)).Keys);
        _exchange.EnclaveClock.Advance(_exchange.Options.Lifetime);
        _exchange.ClientClock.Advance(_exchange.Options.Lifetime);
        EvidenceBundle? second = await _desk.AskAsync(EvidenceRequest.Epoch, Cancellation);
        Assert.Equal(2, _issuer.Issued);
        Assert.Null(Verify(first!, BindingExpectation.Epoch(Exchange.PlanDigest)).Keys);
        Assert.NotNull(Verify(second!, BindingExpectation.Epoch(Exchange.PlanDigest)).Keys);
    }

    [Fact]
    public async Task AskAsync_TooManyWait_TurnsTheNextAway()
    {
        Task<EvidenceBundle?> first = _desk.AskAsync(EvidenceRequest.Fresh(new byte[32]), Cancellation);
        await _issuer.Entered.WaitAsync(Cancellation);
        Task<EvidenceBundle?>[] others = [.. Enumerable.Range(0, 9).Select(_ => _desk.AskAsync(EvidenceRequest.Fresh(new byte[32]), Cancellation))];
        _issuer.Open();
        Assert.NotNull(await first);
        Assert.Equal(1, (await Task.WhenAll(others)).Count(bundle => bundle is null));
    }

    [Fact]
    public async Task AskAsync_PlatformFails_TellsAllWhoWaitAndTriesAnewForTheNext()
    {
        _issuer.Fail = true;
        _issuer.Open();
        await Assert.ThrowsAsync<IOException>(() => _desk.AskAsync(EvidenceRequest.Fresh(new byte[32]), Cancellation));
        await Assert.ThrowsAsync<IOException>(() => _desk.AskAsync(EvidenceRequest.Epoch, Cancellation));
        _issuer.Fail = false;
        Assert.NotNull(await _desk.AskAsync(EvidenceRequest.Fresh(new byte[32]), Cancellation));
        Assert.NotNull(await _desk.AskAsync(EvidenceRequest.Epoch, Cancellation));
    }

    private BindingResult Verify(EvidenceBundle bundle, BindingExpectation expected)
    {
        VerificationResult genuine = EvidenceVerifier.Verify(bundle.Evidence, CollateralSet.Empty, _exchange.ClientClock.GetUtcNow());
        Assert.Equal(VerificationOutcome.Genuine, genuine.Outcome);
        return BindingVerifier.Verify(bundle, genuine.ReportData.Span, expected, _exchange.ClientClock);
    }

    /// <summary>The simulated TEE behind a gate, so that a test decides how long the platform takes.</summary>
    private sealed class GatedIssuer : IEvidenceIssuer, IDisposable
    {
        private readonly SimulatedTeeIssuer _inner = new(new byte[32]);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EvidenceKind Kind => _inner.Kind;

        public Task Entered => _entered.Task;

        public bool Fail { get; set; }

        public int Issued { get; private set; }

        public void Open() => _open.SetResult();

        public async ValueTask<IssuedEvidence> IssueAsync(ReadOnlyMemory<byte> reportData, CancellationToken cancellationToken)
        {
            Issued++;
            _entered.TrySetResult();
            await _open.Task.WaitAsync(cancellationToken);
            return Fail ? throw new IOException("the device is gone") : await _inner.IssueAsync(reportData, cancellationToken);
        }

        public void Dispose() => _inner.Dispose();
    }
}
