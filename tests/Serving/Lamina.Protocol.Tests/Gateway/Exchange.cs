using Lamina.Attestation;
using Lamina.Protocol.BinaryHttp;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Gateway;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Protocol.Requests;
using Lamina.Protocol.Sizes;
using Microsoft.Extensions.Time.Testing;

namespace Lamina.Protocol.Tests.Gateway;

/// <summary>An enclave and a client in one process, with a clock for each, and what a host between them could do.</summary>
internal sealed class Exchange : IDisposable
{
    public static readonly byte[] Plan = "{\"a\":\"plan\"}\n"u8.ToArray();
    public static readonly byte[] PlanDigest = System.Security.Cryptography.SHA256.HashData(Plan);
    public static readonly MessageSizes Sizes = new(16 << 10, 8 << 10);
    public static readonly IReadOnlyList<HpkeSuite> Suites = [HpkeSuite.X25519Aes128Gcm];

    public Exchange(RequestKeysOptions? options = null)
    {
        Options = options ?? new RequestKeysOptions();
        Keys = new RequestKeys(Options, Sizes, EnclaveClock);
    }

    public RequestKeysOptions Options { get; }

    public FakeTimeProvider EnclaveClock { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public FakeTimeProvider ClientClock { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public RequestKeys Keys { get; }

    public static BinaryRequest Request(string text = "hello") => new()
    {
        Method = "POST",
        Path = "/v2/models/plan/infer",
        Fields = [HttpField.Create("content-type", "application/octet-stream"), HttpField.Create("inference-header-content-length", "0")],
        Content = System.Text.Encoding.UTF8.GetBytes(text),
    };

    /// <summary>Epoch evidence as an enclave would give it, and the report data that its hardware would sign.</summary>
    public (EvidenceBundle Bundle, byte[] ReportData) Epoch()
    {
        PublishedKeys published = Keys.Published;
        var bundle = new EvidenceBundle
        {
            Kind = EvidenceKind.Simulated,
            Mode = EvidenceMode.Epoch,
            Evidence = new byte[] { 1 },
            KeyList = published.KeyList,
            Plan = Plan,
            NotAfter = published.NotAfter,
        };
        return (bundle, ReportDataOf(bundle, default));
    }

    public static byte[] ReportDataOf(EvidenceBundle bundle, ReadOnlyMemory<byte> root) => new ReportData
    {
        Purpose = bundle.Purpose,
        KeyList = bundle.KeyList,
        PlanDigest = PlanDigest,
        NotAfter = bundle.NotAfter,
        Mode = bundle.Mode,
        NonceRoot = root,
    }.Compute();

    public BoundKeys Bound()
    {
        (EvidenceBundle bundle, byte[] reportData) = Epoch();
        BindingResult result = BindingVerifier.Verify(bundle, reportData, BindingExpectation.Epoch(PlanDigest), ClientClock);
        Assert.NotNull(result.Keys);
        return result.Keys;
    }

    public SealedRequest Seal(string text = "hello", HpkeSuite? suite = null, MessageForm form = MessageForm.Whole)
    {
        Assert.True(SealedRequest.TryCreate(Bound(), suite is { } one ? [one] : Suites, Request(text), Sizes, out SealedRequest? sealedRequest, out string? refusal, form), refusal);
        return sealedRequest;
    }

    public RequestRefusal Refusal(ReadOnlySpan<byte> encapsulated, MessageForm form = MessageForm.Whole)
    {
        bool opened = Keys.TryOpen(encapsulated, form, out OpenedRequest? request, out RequestRefusal refusal);
        request?.Dispose();
        Assert.Equal(opened, refusal is RequestRefusal.None);
        return refusal;
    }

    public void Dispose() => Keys.Dispose();
}
