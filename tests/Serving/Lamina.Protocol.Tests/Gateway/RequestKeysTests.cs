using Lamina.Protocol.Gateway;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Protocol.Problems;
using Lamina.Protocol.Requests;

namespace Lamina.Protocol.Tests.Gateway;

public sealed class RequestKeysTests
{
    [Fact]
    public void TryOpen_SameBytesAgain_IsAReplay()
    {
        using var exchange = new Exchange();
        using SealedRequest sealedRequest = exchange.Seal();
        Assert.Equal(RequestRefusal.None, exchange.Refusal(sealedRequest.Encapsulated.Span));
        Assert.Equal(RequestRefusal.Replay, exchange.Refusal(sealedRequest.Encapsulated.Span));
        using SealedRequest retry = exchange.Seal();
        Assert.Equal(RequestRefusal.None, exchange.Refusal(retry.Encapsulated.Span));
    }

    [Fact]
    public void TryOpen_ManyAtOnce_OpensOnce()
    {
        using var exchange = new Exchange();
        using SealedRequest sealedRequest = exchange.Seal();
        int opened = 0;
        Parallel.For(0, 64, _ =>
        {
            if (exchange.Refusal(sealedRequest.Encapsulated.Span) is RequestRefusal.None)
            {
                Interlocked.Increment(ref opened);
            }
        });
        Assert.Equal(1, opened);
    }

    [Fact]
    public void TryOpen_ForgedCopyFirst_DoesNotUseTheRequestUp()
    {
        using var exchange = new Exchange();
        using SealedRequest sealedRequest = exchange.Seal();
        byte[] forged = sealedRequest.Encapsulated.ToArray();
        forged[^1] ^= 1;
        Assert.Equal(RequestRefusal.Opening, exchange.Refusal(forged));
        Assert.Equal(RequestRefusal.None, exchange.Refusal(sealedRequest.Encapsulated.Span));
    }

    [Fact]
    public void TryOpen_ReplaySetFull_EndsTheKeyAndNeverForgets()
    {
        using var exchange = new Exchange(new RequestKeysOptions { ReplayCapacity = 8, Suites = Exchange.Suites });
        PublishedKeys first = exchange.Keys.Published;
        SealedRequest[] requests = [.. Enumerable.Range(0, 9).Select(_ => exchange.Seal())];
        for (int i = 0; i < 8; i++)
        {
            Assert.Equal(RequestRefusal.None, exchange.Refusal(requests[i].Encapsulated.Span));
        }

        // The ninth was sealed to the same key, in time; the key has ended all the same, and so have all replays.
        Assert.All(requests, request => Assert.Equal(RequestRefusal.Key, exchange.Refusal(request.Encapsulated.Span)));
        Assert.False(first.KeyList.Span.SequenceEqual(exchange.Keys.Published.KeyList.Span));
        using SealedRequest next = exchange.Seal();
        Assert.Equal(RequestRefusal.None, exchange.Refusal(next.Encapsulated.Span));
    }

    [Fact]
    public void Published_ReplaySetNearlyFull_IsTheNextListWhileTheOldKeyStillOpens()
    {
        using var exchange = new Exchange(new RequestKeysOptions { ReplayCapacity = 16, Suites = Exchange.Suites });
        byte[] first = exchange.Keys.Published.KeyList.ToArray();
        using SealedRequest last = exchange.Seal();
        for (int i = 0; i < 14; i++)
        {
            using SealedRequest request = exchange.Seal();
            Assert.Equal(RequestRefusal.None, exchange.Refusal(request.Encapsulated.Span));
        }

        Assert.NotEqual(first, exchange.Keys.Published.KeyList.ToArray());
        Assert.Equal(RequestRefusal.None, exchange.Refusal(last.Encapsulated.Span));
    }

    [Fact]
    public void Published_BeforeTheOldKeyEnds_IsTheNextList()
    {
        using var exchange = new Exchange(new RequestKeysOptions { Lifetime = TimeSpan.FromMinutes(60), Overlap = TimeSpan.FromMinutes(10) });
        PublishedKeys first = exchange.Keys.Published;
        using SealedRequest early = exchange.Seal();
        using SealedRequest late = exchange.Seal();
        exchange.EnclaveClock.Advance(TimeSpan.FromMinutes(49));
        Assert.Equal(first, exchange.Keys.Published);
        exchange.EnclaveClock.Advance(TimeSpan.FromMinutes(1));
        PublishedKeys second = exchange.Keys.Published;
        Assert.False(first.KeyList.Span.SequenceEqual(second.KeyList.Span));
        Assert.Equal(first.NotAfter + (50 * 60), second.NotAfter);
        exchange.EnclaveClock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(RequestRefusal.None, exchange.Refusal(early.Encapsulated.Span));
        exchange.EnclaveClock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(RequestRefusal.Key, exchange.Refusal(late.Encapsulated.Span));
    }

    [Fact]
    public void TryOpen_FrozenWallClock_KeyEndsByTheMonotonicClock()
    {
        var clock = new FrozenWallClock();
        using var keys = new RequestKeys(new RequestKeysOptions { Suites = Exchange.Suites }, Exchange.Sizes, clock);
        byte[] first = keys.Published.KeyList.ToArray();
        long notAfter = keys.Published.NotAfter;
        clock.Advance(TimeSpan.FromHours(1));
        Assert.NotEqual(first, keys.Published.KeyList.ToArray());
        Assert.Equal(notAfter, keys.Published.NotAfter);
        byte[] request = new byte[Exchange.Sizes.SealedRequest(HpkeSuite.X25519Aes128Gcm)];
        new RequestHeader(first[2], HpkeSuite.X25519Aes128Gcm).Write(request);
        Assert.False(keys.TryOpen(request, MessageForm.Whole, out _, out RequestRefusal refusal));
        Assert.Equal(RequestRefusal.Key, refusal);
        new RequestHeader(keys.Published.KeyList.Span[2], HpkeSuite.X25519Aes128Gcm).Write(request);
        Assert.False(keys.TryOpen(request, MessageForm.Whole, out _, out refusal));
        Assert.Equal(RequestRefusal.Opening, refusal);
    }

    [Fact]
    public void TryOpen_OtherLength_IsRefusedBeforeItIsOpened()
    {
        using var exchange = new Exchange();
        using SealedRequest sealedRequest = exchange.Seal();
        byte[] longer = [.. sealedRequest.Encapsulated.Span, 0];
        Assert.Equal(RequestRefusal.Size, exchange.Refusal(longer));
        Assert.Equal(RequestRefusal.Size, exchange.Refusal(longer.AsSpan(0, longer.Length - 2)));
        Assert.Equal(RequestRefusal.None, exchange.Refusal(longer.AsSpan(0, longer.Length - 1)));
        Assert.True(longer.Length <= exchange.Keys.MaximumRequestBytes);
    }

    [Fact]
    public void TryOpen_SuiteThatTheKeyDoesNotOffer_IsRefused()
    {
        using var exchange = new Exchange(new RequestKeysOptions { Suites = Exchange.Suites });
        using SealedRequest sealedRequest = exchange.Seal();
        byte[] other = sealedRequest.Encapsulated.ToArray();
        other[6] = (byte)HpkeAead.ChaCha20Poly1305;
        Assert.Equal(RequestRefusal.Key, exchange.Refusal(other));
    }

    [Fact]
    public void TryOpen_TruncatedAnywhereOrFlippedInFront_IsRefused()
    {
        using var exchange = new Exchange();
        using SealedRequest sealedRequest = exchange.Seal();
        byte[] request = sealedRequest.Encapsulated.ToArray();
        for (int i = 0; i < request.Length; i += i < 64 ? 1 : 97)
        {
            byte[] changed = [.. request];
            changed[i] ^= 0x10;
            Assert.NotEqual(RequestRefusal.None, exchange.Refusal(changed));
            Assert.NotEqual(RequestRefusal.None, exchange.Refusal(request.AsSpan(0, i)));
        }

        Assert.Equal(RequestRefusal.None, exchange.Refusal(request));
    }

    [Fact]
    public void HostProblems_ForKeyOpeningAndReplay_AreTheSameBytes()
    {
        Assert.Same(HostProblems.For(RequestRefusal.Key), HostProblems.For(RequestRefusal.Opening));
        Assert.Same(HostProblems.For(RequestRefusal.Key), HostProblems.For(RequestRefusal.Replay));
        Assert.Equal(
            """{"type":"https://iana.org/assignments/http-problem-types#ohttp-key","title":"No current key opens this request.","status":400}""",
            System.Text.Encoding.UTF8.GetString(HostProblems.Key.Body.Span));
        Assert.Equal(HostProblems.SizeType, Problem.FromJson(HostProblems.For(RequestRefusal.Size).Body.Span)?.Type);
        Assert.Throws<ArgumentOutOfRangeException>(() => HostProblems.For(RequestRefusal.None));
    }

    [Fact]
    public void Create_WrongOptions_NamesEveryFault()
    {
        var options = new RequestKeysOptions { Suites = [], Lifetime = TimeSpan.FromDays(2), Overlap = TimeSpan.Zero, ReplayCapacity = 1 };
        Assert.Equal(4, options.Validate().Count);
        Assert.Throws<ArgumentException>(() => new RequestKeys(options, Exchange.Sizes, TimeProvider.System));
        HpkeSuite exportOnly = new(HpkeKem.XWing, HpkeKdf.HkdfSha256, HpkeAead.ExportOnly);
        HpkeSuite oneStage = new(HpkeKem.XWing, HpkeKdf.Shake256, HpkeAead.Aes128Gcm);
        Assert.Single(new RequestKeysOptions { Suites = [exportOnly] }.Validate());
        Assert.Single(new RequestKeysOptions { Suites = [oneStage] }.Validate());
    }

    [Fact]
    public void Published_ThroughManyRotations_KeyIdsStayDistinct()
    {
        using var exchange = new Exchange();
        for (int i = 0; i < 200; i++)
        {
            Assert.True(KeyConfigList.TryParse(exchange.Keys.Published.KeyList, out KeyConfigList? list, out string? refusal), refusal);
            Assert.Equal(3, list.Configs.Select(config => config.KeyId).Distinct().Count());
            exchange.EnclaveClock.Advance(TimeSpan.FromMinutes(45));
        }
    }

    [Fact]
    public void Dispose_ThenUse_Throws()
    {
        var exchange = new Exchange();
        exchange.Dispose();
        Assert.Throws<ObjectDisposedException>(() => exchange.Keys.Published);
    }

    /// <summary>A host that stops the wall clock but not the monotonic one.</summary>
    private sealed class FrozenWallClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public override DateTimeOffset GetUtcNow() => new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
