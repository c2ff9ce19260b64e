using Lamina.Attestation;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Collateral.Fetching;
using Lamina.Attestation.Tests.Forged;
using Lamina.Client;
using Lamina.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Lamina.Enclave.Tests.Hardware;

/// <summary>A client that gets the vendors' documents itself: from a service, a cache, or the server, whichever there is, and never from two.</summary>
public sealed class ClientCollateralTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(ForgedPki.Now);
    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly ForgedMachine _machine = new(EvidenceKind.Sgx);
    private readonly List<string> _warnings = [];
    private ForgedIntel _service = null!;

    public async ValueTask InitializeAsync()
    {
        // Good for longer than the week before which a client warns.
        _machine.Quote.RootList = ForgedPki.List(_machine.Root, until: ForgedPki.Now.AddDays(9));
        _machine.Quote.PckList = ForgedPki.List(_machine.Quote.Ca, until: ForgedPki.Now.AddDays(9));
        _service = await ForgedIntel.StartAsync(_machine.Quote);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _service.DisposeAsync();
        _machine.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Connect_ServerHasNone_FetchesOnceAndStaysOfflineAfterwards()
    {
        await using TestEnclave enclave = await StartAsync(withDocuments: false);
        await ConnectAsync(enclave);
        await ConnectAsync(enclave);
        await ConnectAsync(enclave, offline: true);
        Assert.Equal(4, _service.Asked.Count);
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task Connect_ServersIssueDiffersFromOurs_IsJudgedWithOurs()
    {
        // Both are genuine: given both, a verifier would not know which counts.
        await using TestEnclave enclave = await StartAsync(withDocuments: true);
        _machine.Quote.TcbInfo["tcbEvaluationDataNumber"] = 21;
        VerificationResult result = await ConnectAsync(enclave);
        Assert.Equal((VerificationOutcome.Accepted, 20), (result.Outcome, result.EvaluationNumber)); // the identity's number is the lower one
        Assert.Equal(21, result.Collateral.Where(version => version.Role.StartsWith("tcb-info", StringComparison.Ordinal)).Max(version => (int)version.Number));
    }

    /// <summary>What a service may do instead of answering.</summary>
    public static TheoryData<string> Troubles => ["error", "hangs", "web page", "endless", "redirect to nowhere", "empty"];

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Connect_ServiceInTrouble_IsJudgedWithTheServersDocumentsAndAWarning(string trouble)
    {
        await using TestEnclave enclave = await StartAsync(withDocuments: true);
        _service.Instead = trouble switch
        {
            "error" => context => Status(context, 500),
            "hangs" => context => Task.Delay(Timeout.Infinite, context.RequestAborted),
            "web page" => context => context.Response.WriteAsync("<html>please sign in</html>"),
            "endless" => EndlessAsync,
            "redirect to nowhere" => context => Redirect(context),
            _ => context => Status(context, 200),
        };

        VerificationResult result = await ConnectAsync(enclave);

        Assert.Equal(VerificationOutcome.Accepted, result.Outcome);
        Assert.Equal(4, _warnings.Count);
        Assert.False(Directory.Exists(_folder["cache"]));
    }

    [Fact]
    public async Task Connect_ServiceGoesBack_IsRefusedAsRolledBack()
    {
        await using TestEnclave enclave = await StartAsync(withDocuments: false);
        _machine.Quote.TcbInfo["tcbEvaluationDataNumber"] = 21;
        await ConnectAsync(enclave);
        _machine.Quote.TcbInfo["tcbEvaluationDataNumber"] = 20;
        _time.Advance(TimeSpan.FromHours(25));

        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => ConnectAsync(enclave));

        Assert.Equal(StepNames.CollateralRollback, refused.Steps.First(step => step.Status == StepStatus.Failed).Name);
        Assert.Equal(8, _service.Asked.Count);
    }

    [Fact]
    public async Task Connect_MemoryOfWhatWasSeenIsDamagedMeanwhile_IsAnExpectedFailureThatSaysSo()
    {
        await using TestEnclave enclave = await StartAsync(withDocuments: true);
        LaminaClientOptions options = Options(enclave);
        await File.WriteAllTextAsync(_folder["seen"], "not a line of it\n", TestContext.Current.CancellationToken);
        LaminaClientException fault = await Assert.ThrowsAsync<LaminaClientException>(() => LaminaClient.ConnectAsync(options, TestContext.Current.CancellationToken));
        Assert.Equal(LaminaFailure.NotRemembered, fault.Failure);
        Assert.Contains(_folder["seen"], fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_ServersDocumentsEndSoon_WarnsWithTheDate()
    {
        _machine.Quote.TcbInfo["nextUpdate"] = "2026-06-04T00:00:00Z";
        await using TestEnclave enclave = await StartAsync(withDocuments: true);
        LaminaClientOptions options = Options(enclave) with { CollateralCache = null };
        (await LaminaClient.ConnectAsync(options, TestContext.Current.CancellationToken)).Dispose();
        Assert.Contains(_warnings, warning => warning.Contains("the server's bundle", StringComparison.Ordinal) && warning.Contains("expires on 2026-06-04", StringComparison.Ordinal));
    }

    private Task<TestEnclave> StartAsync(bool withDocuments) =>
        TestEnclave.StartAsync(time: _time, issuer: _machine.OpenIssuer(), prepare: withDocuments ? _machine.PutCollateral : null);

    private async Task<VerificationResult> ConnectAsync(TestEnclave enclave, bool offline = false)
    {
        using LaminaClient client = await LaminaClient.ConnectAsync(Options(enclave, offline), TestContext.Current.CancellationToken);
        return client.Verification;
    }

    private LaminaClientOptions Options(TestEnclave enclave, bool offline = false) => new()
    {
        Server = enclave.Address,
        Policy = _machine.PolicyFor(enclave.Plan),
        Time = _time,
        TrustRoot = _machine.Root.Certificate,
        RollbackStore = new RollbackStore(_folder["seen"]),
        CollateralCache = new CollateralCache(
            _folder["cache"],
            offline ? null : new HttpCollateralFetcher(_http, TimeProvider.System) { Timeout = TimeSpan.FromMilliseconds(500) },
            new CollateralServices { Intel = _service.Address, IntelRootList = new Uri(_service.Address, "sgx/certification/v4/rootcacrl") },
            _time),
        Warn = _warnings.Add,
    };

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Task Redirect(HttpContext context)
    {
        context.Response.Redirect("http://127.0.0.1:1/");
        return Task.CompletedTask;
    }

    private static async Task EndlessAsync(HttpContext context)
    {
        byte[] block = new byte[64 << 10];
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(block, context.RequestAborted);
        }
    }
}
