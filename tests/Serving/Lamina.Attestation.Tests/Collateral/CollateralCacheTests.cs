using System.Security.Cryptography;
using System.Text;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Collateral.Fetching;
using Lamina.Attestation.Tests.Samples;
using Lamina.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Lamina.Attestation.Tests.Collateral;

/// <summary>Collateral from a service that answers as the real ones did, and badly.</summary>
public sealed class CollateralCacheTests : IAsyncDisposable
{
    private readonly RecordedService _service = new();
    private readonly TempFolder _folder = new();
    private readonly HttpClient _client = new();
    private readonly FakeTimeProvider _time = new(Sample.Sgx.Clock);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _service.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Gather_SgxQuote_GetsWhatMakesItGenuine()
    {
        GatheredCollateral gathered = await GatherAsync();
        Assert.Empty(gathered.Warnings);
        VerificationResult result = Sample.Sgx.Verify(collateral: gathered.Collateral);
        Assert.True(result.Outcome == VerificationOutcome.Genuine, Sample.Told(result));
        Assert.Equal(4, _service.Asked.Count);
    }

    [Fact]
    public async Task Gather_SnpReportWithItsCertificate_GetsTheListOfItsProduct()
    {
        _time.SetUtcNow(Sample.Snp.Clock);
        GatheredCollateral gathered = await GatherAsync(sample: Sample.Snp, atHand: [new CollateralFile("table", Sample.Read("snp/vcek_milan.der"))]);
        Assert.Equal(VerificationOutcome.Genuine, Sample.Snp.Verify(collateral: gathered.Collateral).Outcome);
        Assert.Equal(["/vcek/v1/Milan/crl"], _service.Asked);
    }

    [Fact]
    public async Task Gather_SnpReportAlone_AsksForTheCertificateOfItsChipAndVersions()
    {
        await GatherAsync(sample: Sample.Snp);
        Assert.Matches("^/vcek/v1/Milan/[0-9a-f]{128}\\?blSPL=[0-9]+&teeSPL=[0-9]+&snpSPL=[0-9]+&ucodeSPL=[0-9]+$", _service.Asked[0]);
    }

    [Fact]
    public async Task Gather_Twice_AsksOnceADay()
    {
        await GatherAsync();
        _time.Advance(TimeSpan.FromHours(23));
        await GatherAsync();
        Assert.Equal(4, _service.Asked.Count);
        _time.Advance(TimeSpan.FromHours(2));
        await GatherAsync();
        Assert.Equal(8, _service.Asked.Count);
    }

    [Fact]
    public async Task Gather_SameDocumentsFromOneCache_IsOneSetThatRemembersWhatItVerified()
    {
        var services = new CollateralServices { Intel = _service.Address, IntelRootList = new Uri(_service.Address, "sgx/certification/v4/rootcacrl") };
        var cache = new CollateralCache(_folder.Path, new HttpCollateralFetcher(_client, TimeProvider.System), services, _time);
        GatheredCollateral first = await cache.GatherAsync(Sample.Sgx.EvidenceBytes, [], TestContext.Current.CancellationToken);
        GatheredCollateral second = await cache.GatherAsync(Sample.Sgx.EvidenceBytes, [], TestContext.Current.CancellationToken);
        GatheredCollateral other = await cache.GatherAsync(Sample.Sgx.EvidenceBytes, [new CollateralFile("more", Sample.Read("snp/vcek_milan.der"))], TestContext.Current.CancellationToken);
        Assert.Same(first.Collateral, second.Collateral);
        Assert.NotSame(first.Collateral, other.Collateral);
        Assert.True(first.Complete);
    }

    [Fact]
    public async Task Gather_Offline_UsesWhatIsStored()
    {
        await GatherAsync();
        _time.Advance(TimeSpan.FromDays(3));
        GatheredCollateral gathered = await GatherAsync(offline: true);
        Assert.Equal(VerificationOutcome.Genuine, Sample.Sgx.Verify(collateral: gathered.Collateral).Outcome);
        Assert.Equal(4, gathered.Warnings.Count);
    }

    [Fact]
    public async Task Gather_ServiceFailsNearExpiry_WarnsWithTheDate()
    {
        await GatherAsync();
        _service.Instead = _ => (503, []);
        _time.SetUtcNow(new DateTimeOffset(2025, 7, 15, 0, 0, 0, TimeSpan.Zero));
        GatheredCollateral gathered = await GatherAsync();
        Assert.Contains(gathered.Warnings, warning => warning.Contains("answered 503", StringComparison.Ordinal) && warning.Contains("it expires on 2025-07-19", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Gather_ServiceFailsAtFirst_SaysSoAndTheVerificationRefuses()
    {
        _service.Instead = _ => (500, "oops"u8.ToArray());
        GatheredCollateral gathered = await GatherAsync();
        Assert.Equal(4, gathered.Warnings.Count);
        Assert.Equal(VerificationOutcome.Refused, Sample.Sgx.Verify(collateral: gathered.Collateral).Outcome);
    }

    [Theory]
    [InlineData("<html>sign in</html>")]
    [InlineData("{\"tcbInfo\": 1, \"signature\": \"00\"}")]
    [InlineData("")]
    public async Task Gather_ServiceAnswersWithRubbish_NothingIsStored(string rubbish)
    {
        _service.Instead = _ => (200, Encoding.UTF8.GetBytes(rubbish));
        GatheredCollateral gathered = await GatherAsync();
        Assert.Equal(4, gathered.Warnings.Count);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Gather_ServiceNeverStops_IsCutOff()
    {
        _service.Instead = path => path.EndsWith("identity", StringComparison.Ordinal) ? (200, new byte[HttpCollateralFetcher.MaxLength + 1]) : null;
        Assert.Contains("sends more than", Assert.Single((await GatherAsync()).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gather_ServiceHangs_IsGivenUp()
    {
        _service.Hangs = path => path.EndsWith("identity", StringComparison.Ordinal);
        Assert.Contains("did not answer", Assert.Single((await GatherAsync(timeout: TimeSpan.FromMilliseconds(300))).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gather_FolderInWhichADocumentCannotBeStored_IsAWarningAndTheOthersAreThere()
    {
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(new CollateralServices().IntelRootList.AbsoluteUri)));
        Directory.CreateDirectory(_folder[name + ".chain"]);
        GatheredCollateral gathered = await GatherAsync();
        Assert.Single(gathered.Warnings);
        Assert.False(gathered.Complete);
        Assert.Equal(VerificationOutcome.Refused, Sample.Sgx.Verify(collateral: gathered.Collateral).Outcome);
        Assert.Contains(gathered.Collateral.Files, file => file.Name.Contains("qe/identity", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Gather_StrangersQuoteWhoseSignatureDoesNotHold_AsksNobody()
    {
        CollateralCache cache = Cache(onlyProven: true);
        byte[] spoiled = Sample.Sgx.EvidenceBytes.ToArray();
        spoiled[112] ^= 1;
        GatheredCollateral gathered = await cache.GatherAsync(spoiled, [], TestContext.Current.CancellationToken);
        Assert.Contains(StepNames.QuoteSignature, Assert.Single(gathered.Warnings), StringComparison.Ordinal);
        Assert.False(gathered.Complete);
        Assert.Empty(_service.Asked);

        Assert.True((await cache.GatherAsync(Sample.Sgx.EvidenceBytes, [], TestContext.Current.CancellationToken)).Complete);
        Assert.Equal(4, _service.Asked.Count);
    }

    [Fact]
    public async Task Gather_MoreThanTheHoursRation_IsNotAskedForUntilTheNext()
    {
        CollateralCache cache = Cache(perHour: 3);
        GatheredCollateral first = await cache.GatherAsync(Sample.Sgx.EvidenceBytes, [], TestContext.Current.CancellationToken);
        Assert.Contains("3 documents were asked for within an hour", Assert.Single(first.Warnings), StringComparison.Ordinal);
        await cache.GatherAsync(Sample.Sgx.EvidenceBytes, [], TestContext.Current.CancellationToken);
        Assert.Equal((3, false), (_service.Asked.Count, first.Complete));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True((await cache.GatherAsync(Sample.Sgx.EvidenceBytes, [], TestContext.Current.CancellationToken)).Complete);
        Assert.Equal(4, _service.Asked.Count);
    }

    [Fact]
    public async Task Gather_MoreDocumentsThanAreKept_TheOldestGoWithTheirChains()
    {
        CollateralCache cache = Cache(most: 3);
        await File.WriteAllTextAsync(_folder["a file of somebody else"], "", TestContext.Current.CancellationToken);
        Assert.True((await cache.GatherAsync(Sample.Sgx.EvidenceBytes, [], TestContext.Current.CancellationToken)).Complete);
        _time.Advance(TimeSpan.FromMinutes(1));
        await cache.GatherAsync(Sample.Snp.EvidenceBytes, [new CollateralFile("table", Sample.Read("snp/vcek_milan.der"))], TestContext.Current.CancellationToken);
        string[] names = [.. Directory.GetFiles(_folder.Path).Select(file => Path.GetFileName(file)!)];
        string[] documents = [.. names.Where(name => name.Length == 64)];
        Assert.Equal(3, documents.Length);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData("https://kdsintf.amd.com/vcek/v1/Milan/crl"u8)), documents);
        Assert.All(names.Where(name => name.EndsWith(".chain", StringComparison.Ordinal)), name => Assert.Contains(name[..64], documents));
        Assert.Contains("a file of somebody else", names);
    }

    [Fact]
    public async Task Gather_NobodyThere_IsAWarning()
    {
        var cache = new CollateralCache(_folder.Path, new HttpCollateralFetcher(_client, TimeProvider.System), new CollateralServices { Intel = new Uri("http://127.0.0.1:1/"), IntelRootList = new Uri("http://127.0.0.1:1/x") }, _time);
        Assert.Equal(4, (await cache.GatherAsync(Sample.Sgx.EvidenceBytes, [], TestContext.Current.CancellationToken)).Warnings.Count);
    }

    private CollateralCache Cache(bool onlyProven = false, int? perHour = null, int most = 4096) => new(
        _folder.Path,
        new HttpCollateralFetcher(_client, TimeProvider.System),
        new CollateralServices { Intel = _service.Address, IntelRootList = new Uri(_service.Address, "sgx/certification/v4/rootcacrl"), Amd = _service.Address },
        _time)
    {
        OnlyProven = onlyProven,
        MostFetchesPerHour = perHour,
        MostDocuments = most,
    };

    private async Task<GatheredCollateral> GatherAsync(Sample? sample = null, IReadOnlyList<CollateralFile>? atHand = null, bool offline = false, TimeSpan? timeout = null)
    {
        var services = new CollateralServices { Intel = _service.Address, IntelRootList = new Uri(_service.Address, "sgx/certification/v4/rootcacrl"), Amd = _service.Address };
        var fetcher = new HttpCollateralFetcher(_client, TimeProvider.System) { Timeout = timeout ?? TimeSpan.FromSeconds(20) };
        var cache = new CollateralCache(_folder.Path, offline ? null : fetcher, services, _time);
        return await cache.GatherAsync((sample ?? Sample.Sgx).EvidenceBytes, atHand ?? [], TestContext.Current.CancellationToken);
    }
}
