using System.Security.Cryptography;
using System.Text;
using Lamina.Attestation;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Simulated;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.KeyRelease;
using Microsoft.Extensions.Time.Testing;

namespace Lamina.Protocol.Tests.KeyRelease;

/// <summary>The exchange between an enclave and the owner of a model, without a network.</summary>
public sealed class KeyReleaseTests : IDisposable
{
    private static readonly byte[] Plan = "{\"a\": \"plan\"}"u8.ToArray();
    private static readonly HpkeSuite[] Suites = [HpkeSuite.X25519Aes128Gcm];

    private readonly SimulatedTeeIssuer _issuer = new(new byte[32]);
    private readonly ModelKey _key = ModelKey.Generate();
    private readonly byte[] _nonce = RandomNumberGenerator.GetBytes(32);

    public void Dispose()
    {
        _issuer.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task Release_ToTheEnclaveThatAsked_OpensThereWithTheOwnersExpiry()
    {
        using ReleaseRequest request = await AskAsync(_nonce);
        Assert.True(ReleasedKey.TryParse(Released(request, _nonce).ToJson(), out ReleasedKey? released, out string? refusal), refusal);
        Assert.True(request.TryOpen(released, out ModelKey? key, out long notAfter));
        using (key)
        {
            Assert.Equal(_key.Id.ToArray(), key.Id.ToArray());
            Assert.Equal(1234567890, notAfter);
        }
    }

    [Fact]
    public async Task Release_ToAnotherRequest_DoesNotOpen()
    {
        using ReleaseRequest request = await AskAsync(_nonce);
        using ReleaseRequest other = await AskAsync(_nonce);
        ReleasedKey released = Released(request, _nonce);
        Assert.False(other.TryOpen(released, out _, out _));
        Assert.False(request.TryOpen(released with { Ciphertext = new byte[released.Ciphertext.Length] }, out _, out _));
        Assert.False(request.TryOpen(released with { Encapsulation = new byte[3] }, out _, out _));
        Assert.False(request.TryOpen(released with { KeyId = 200 }, out _, out _));
        Assert.False(request.TryOpen(Released(request, new byte[32]), out _, out _)); // sealed under another nonce
    }

    [Fact]
    public async Task Bundle_OfAKeyRelease_IsNoEvidenceForServing()
    {
        using ReleaseRequest request = await AskAsync(_nonce);
        ReadOnlyMemory<byte> reportData = Verified(request).ReportData;
        BindingResult asServing = BindingVerifier.Verify(request.Bundle, reportData.Span, BindingExpectation.WithPlanJudgedElsewhere(_nonce), TimeProvider.System);
        Assert.Equal([BindingSteps.Mode], asServing.Steps.Where(step => step.Status == StepStatus.Failed).Select(step => step.Name));
        BindingResult renamed = BindingVerifier.Verify(request.Bundle with { Purpose = BindingPurpose.Serve }, reportData.Span, BindingExpectation.WithPlanJudgedElsewhere(_nonce), TimeProvider.System);
        Assert.Equal([BindingSteps.ReportData], renamed.Steps.Where(step => step.Status == StepStatus.Failed).Select(step => step.Name));
    }

    [Fact]
    public async Task Release_SuiteNotOffered_IsRefused()
    {
        using ReleaseRequest request = await AskAsync(_nonce);
        HpkeSuite[] exotic = [new(HpkeKem.P256HkdfSha256, HpkeKdf.HkdfSha256, HpkeAead.ChaCha20Poly1305)];
        Assert.False(ReleasedKey.TrySeal(Bound(request), exotic, _nonce, _key, 0, out _));
    }

    [Fact]
    public void Nonce_IsGoodOnceForItsPlanAndForTwoMinutes()
    {
        FakeTimeProvider time = new();
        NonceBook book = new(time);
        byte[] plan = new byte[32];
        byte[] nonce = book.TryGive(plan)!;
        Assert.False(book.TryTake(new byte[32], plan));
        Assert.True(book.TryTake(nonce, plan));
        Assert.False(book.TryTake(nonce, plan));

        byte[] forOther = book.TryGive(plan)!;
        Assert.False(book.TryTake(forOther, [.. Enumerable.Repeat((byte)1, 32)]));
        byte[] late = book.TryGive(plan)!;
        time.Advance(NonceBook.Lifetime);
        Assert.False(book.TryTake(late, plan));
    }

    [Fact]
    public void Nonce_TooManyOpen_WaitsUntilSomeEnd()
    {
        FakeTimeProvider time = new();
        NonceBook book = new(time);
        for (int i = 0; i < NonceBook.Capacity; i++)
        {
            Assert.NotNull(book.TryGive(new byte[32]));
        }

        Assert.Null(book.TryGive(new byte[32]));
        time.Advance(NonceBook.Lifetime);
        Assert.NotNull(book.TryGive(new byte[32]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"version\":2,\"nonce\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}")]
    [InlineData("{\"version\":1,\"nonce\":\"AAAA\"}")]
    [InlineData("{\"version\":1,\"key_id\":1,\"suite\":\"rot13\",\"encapsulation\":\"AA==\",\"ciphertext\":\"AA==\"}")]
    [InlineData("{\"version\":1,\"key_id\":300,\"suite\":\"x25519-sha256-aes128gcm\",\"encapsulation\":\"AA==\",\"ciphertext\":\"AA==\"}")]
    public void Documents_ThatAreNone_AreRefusedAsValues(string text)
    {
        byte[] json = Encoding.UTF8.GetBytes(text);
        Assert.False(ReleasedKey.TryParse(json, out _, out _));
        Assert.False(ReleaseNonce.TryReadAnswer(json, out _, out _));
        Assert.False(ReleaseNonce.TryReadRequest(json, out _, out _));
    }

    private Task<ReleaseRequest> AskAsync(byte[] nonce) => ReleaseRequest.CreateAsync(_issuer, Plan, nonce, TimeProvider.System, TestContext.Current.CancellationToken);

    private ReleasedKey Released(ReleaseRequest request, byte[] nonce) =>
        ReleasedKey.TrySeal(Bound(request), Suites, nonce, _key, 1234567890, out ReleasedKey? released) ? released : throw new InvalidOperationException("not sealed");

    private BoundKeys Bound(ReleaseRequest request) => BindingVerifier.Verify(
        request.Bundle, Verified(request).ReportData.Span, BindingExpectation.WithPlanJudgedElsewhere(_nonce) with { Purpose = BindingPurpose.KeyRelease }, TimeProvider.System).Keys!;

    private static VerificationResult Verified(ReleaseRequest request) => EvidenceVerifier.Verify(request.Bundle.Evidence, CollateralSet.Empty, TimeProvider.System.GetUtcNow());
}
