using Lamina.Attestation;
using Lamina.Enclave.Loading;
using Lamina.Protocol.KeyRelease;
using Lamina.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Lamina.Enclave.Tests.Hardware;

/// <summary>A released key at rest: for the same program, machine and plan, until the owner's expiry, and for nobody else.</summary>
public sealed class KeptKeyTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddDays(1));
    private readonly ModelKey _key = ModelKey.Generate();
    private readonly long _expiry;

    public KeptKeyTests()
    {
        TinyPlan.Write(_folder.Path);
        _expiry = _time.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
    }

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Read_SameProgramBeforeTheExpiry_GivesTheKeyBack()
    {
        KeptKey kept = Open(7)!;
        Assert.Null(kept.TryRead(_time));
        Assert.Null(kept.TryWrite(_key, _expiry));
        using ModelKey? again = Open(7)!.TryRead(_time);
        Assert.Equal(_key.Id.ToArray(), again?.Id.ToArray());
        byte[] secret = new byte[ModelKey.Length];
        _key.Export(secret);
        Assert.True(File.ReadAllBytes(_folder[KeptKey.FileName]).AsSpan().IndexOf(secret) < 0);
    }

    [Fact]
    public void Read_ExpiredOrOtherProgramOrOtherPlanOrDamaged_GivesNothing()
    {
        Assert.Null(Open(7)!.TryWrite(_key, _expiry));
        Assert.Null(Open(8)!.TryRead(_time));
        byte[] good = File.ReadAllBytes(_folder[KeptKey.FileName]);
        for (int index = 0; index < good.Length; index++)
        {
            File.WriteAllBytes(_folder[KeptKey.FileName], Tamper.Flip(good, index));
            Assert.Null(Open(7)!.TryRead(_time));
        }

        File.WriteAllBytes(_folder[KeptKey.FileName], good[..^1]);
        Assert.Null(Open(7)!.TryRead(_time));
        File.WriteAllBytes(_folder[KeptKey.FileName], [.. good, 0]);
        Assert.Null(Open(7)!.TryRead(_time));
        File.WriteAllBytes(_folder[KeptKey.FileName], good);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Null(Open(7)!.TryRead(_time));

        using TempFolder other = new();
        TinyPlan.Write(other.Path, tail: true);
        File.WriteAllBytes(other[KeptKey.FileName], good);
        Assert.Null(KeptKey.Of(new Platform(7), PlanSource.Read(other.Path))!.TryRead(new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(1))));
    }

    [Fact]
    public void Of_PlatformWithoutASealingKey_KeepsNothing()
    {
        using ForgedMachine tdx = new(EvidenceKind.Tdx);
        using ForgedMachine sgx = new(EvidenceKind.Sgx);
        PlanSource source = PlanSource.Read(_folder.Path);
        Assert.Null(KeptKey.Of(tdx.OpenIssuer(), source));
        IEvidenceIssuer gramine = sgx.OpenIssuer();
        Assert.NotNull(KeptKey.Of(gramine, source));
        (gramine as IDisposable)!.Dispose();
    }

    private KeptKey? Open(byte program) => KeptKey.Of(new Platform(program), PlanSource.Read(_folder.Path));

    /// <summary>A platform whose sealing key depends on the program, as SGX's does.</summary>
    private sealed class Platform(byte program) : IEvidenceIssuer, ISealingPlatform
    {
        public EvidenceKind Kind => EvidenceKind.Sgx;

        public ValueTask<IssuedEvidence> IssueAsync(ReadOnlyMemory<byte> reportData, CancellationToken cancellationToken) => throw new NotSupportedException();

        public byte[]? SealingKey() => [.. Enumerable.Repeat(program, 16)];
    }
}
