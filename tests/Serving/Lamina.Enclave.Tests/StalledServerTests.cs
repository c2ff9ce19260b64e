using System.Net;
using Lamina.Client;
using Lamina.Client.Results;
using Lamina.OpenInference;
using Lamina.Protocol;
using Lamina.Protocol.Problems;
using Lamina.Testing;

namespace Lamina.Enclave.Tests;

/// <summary>A host that stops in the middle of an answer: the client's timeout holds to the last byte, and another server takes over.</summary>
public sealed class StalledServerTests
{
    /// <summary>Only a client that waits for ever gets here.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan ClientTimeout = TimeSpan.FromSeconds(77);

    private readonly List<string> _warnings = [];
    private readonly ManualTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_OneServerStopsInsideItsEvidence_GoesOnWithTheOther()
    {
        await using TestEnclave first = await TestEnclave.StartAsync();
        await using TestEnclave second = await TestEnclave.StartAsync();
        using StallingNetwork network = new() { Stalls = address => address.Port == first.Address.Port };
        LaminaClientOptions options = await OptionsAsync(network, second, first.Address, second.Address);

        Task<LaminaClient> connecting = LaminaClient.ConnectAsync(options, Cancellation);
        await network.Stalled.WaitAsync(Patience, Cancellation);
        await _time.WasRead.WaitAsync(Patience, Cancellation); // the other's evidence is there and being judged
        _time.End(ClientTimeout);

        using LaminaClient client = await connecting.WaitAsync(Patience, Cancellation);
        Assert.Equal(second.Address, client.Server);
        Assert.Contains(_warnings, warning => warning.Contains($"{first.Address}", StringComparison.Ordinal) && warning.Contains("no whole answer within 77 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Infer_ServerStopsInsideItsAnswer_IsAnsweredByTheNext()
    {
        await using TestEnclave first = await TestEnclave.StartAsync();
        await using TestEnclave second = await TestEnclave.StartAsync();
        using StallingNetwork network = new() { Stalls = address => address.Port == first.Address.Port && address.AbsolutePath == Endpoints.Infer };
        using LaminaClient client = await LaminaClient.ConnectAsync(await OptionsAsync(network, first, first.Address, second.Address), Cancellation);
        InferTensor input = TestEnclave.Input();

        Task<InferenceResult> inferring = client.InferAsync([input], Cancellation);
        await network.Stalled.WaitAsync(Patience, Cancellation);
        Assert.False(inferring.IsCompleted);
        _time.End(ClientTimeout);

        Assert.Equal(second.Expected(input), TestEnclave.Values(await inferring.WaitAsync(Patience, Cancellation)));
        Assert.Equal(second.Address, client.Server);
    }

    [Fact]
    public async Task Infer_HostStopsInsideNewEvidence_FailsAndLetsTheNextRequestVerify()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        using StallingNetwork network = new();
        using LaminaClient client = await LaminaClient.ConnectAsync(await OptionsAsync(network, enclave, enclave.Address), Cancellation);
        network.KeysAreGone = true;
        network.Stalls = address => address.AbsolutePath == Endpoints.Evidence;

        Task<InferenceResult> inferring = client.InferAsync([TestEnclave.Input()], Cancellation);
        await network.Stalled.WaitAsync(Patience, Cancellation);
        _time.End(ClientTimeout);
        LaminaClientException fault = await Assert.ThrowsAsync<LaminaClientException>(() => inferring.WaitAsync(Patience, Cancellation));
        Assert.Equal(LaminaFailure.Unreachable, fault.Failure);

        network.KeysAreGone = false;
        network.Stalls = _ => false;
        InferenceResult result = await client.InferAsync([TestEnclave.Input()], Cancellation).WaitAsync(Patience, Cancellation);
        Assert.Equal(enclave.Expected(TestEnclave.Input()), TestEnclave.Values(result));
    }

    [Fact]
    public async Task Infer_CallerGivesUpOnAStalledServer_IsCancelledAndNotAFailure()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        using StallingNetwork network = new() { Stalls = address => address.AbsolutePath == Endpoints.Infer };
        using LaminaClient client = await LaminaClient.ConnectAsync(await OptionsAsync(network, enclave, enclave.Address), Cancellation);
        using CancellationTokenSource caller = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<InferenceResult> inferring = client.InferAsync([TestEnclave.Input()], caller.Token);
        await network.Stalled.WaitAsync(Patience, Cancellation);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => inferring.WaitAsync(Patience, Cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1L << 32)]
    public void Timeout_ThatIsNone_Throws(long milliseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LaminaClientOptions { Server = new Uri("http://127.0.0.1:1"), Policy = null!, Timeout = TimeSpan.FromMilliseconds(milliseconds) });

    private async Task<LaminaClientOptions> OptionsAsync(HttpMessageHandler network, TestEnclave judged, params Uri[] servers) =>
        new() { Server = servers[0], MoreServers = servers[1..], Policy = await judged.PolicyAsync(), Handler = network, Time = _time, Timeout = ClientTimeout, Warn = _warnings.Add };

    /// <summary>A network on which some answers begin and do not end.</summary>
    private sealed class StallingNetwork() : DelegatingHandler(new SocketsHttpHandler())
    {
        private readonly StallingStream _body = new();

        public Func<Uri, bool> Stalls { get; set; } = _ => false;

        /// <summary>Answers requests in the host's name: no key opens them.</summary>
        public bool KeysAreGone { get; set; }

        public Task Stalled => _body.Reached;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Stalls(request.RequestUri!) ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(_body) })
            : KeysAreGone && request.RequestUri!.AbsolutePath == Endpoints.Infer ? Task.FromResult(KeyProblem())
            : base.SendAsync(request, cancellationToken);

        private static HttpResponseMessage KeyProblem() => new((HttpStatusCode)HostProblems.Key.Status)
        {
            Content = new ReadOnlyMemoryContent(HostProblems.Key.Body) { Headers = { ContentType = new(MediaTypes.Problem) } },
        };
    }
}
