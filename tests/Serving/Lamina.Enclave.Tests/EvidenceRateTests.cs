using System.Net;
using System.Security.Cryptography;
using Lamina.Attestation;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Simulated;
using Lamina.Client;
using Lamina.Protocol;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Problems;

namespace Lamina.Enclave.Tests;

/// <summary>More clients than one signature serves: the enclave says so, with the time to come back, and a client keeps to it, within bounds.</summary>
public sealed class EvidenceRateTests
{
    private const int Concurrent = 2;

    /// <summary>Those that may wait for the next signature while one is being made.</summary>
    private const int Waiting = 2 * Concurrent;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Evidence_MoreWaitThanOneSignatureServes_OneGets429AndTheOthersTheirEvidence()
    {
        using GatedIssuer platform = new();
        using HttpClient http = new();
        await using TestEnclave enclave = await StartAsync(platform);

        (HttpResponseMessage turnedAway, Task<HttpResponseMessage>[] patient) = await CrowdAsync(http, enclave, platform);

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (turnedAway.StatusCode, turnedAway.Headers.RetryAfter?.Delta));
        Assert.Equal(Problem.TypePrefix + "too-many", Problem.FromJson(await turnedAway.Content.ReadAsByteArrayAsync(Cancellation))?.Type);
        platform.Open();
        List<string> signed = [];
        foreach (HttpResponseMessage answer in await Task.WhenAll(patient))
        {
            Assert.True(EvidenceBundle.TryParse(await answer.Content.ReadAsByteArrayAsync(Cancellation), out EvidenceBundle? bundle, out string? refusal), refusal);
            signed.Add(Convert.ToHexString(bundle.Evidence.Span));
        }

        // The first had a signature alone; those that waited meanwhile share one.
        Assert.Equal([1, Waiting], signed.GroupBy(evidence => evidence).Select(group => group.Count()).Order());
    }

    [Fact]
    public async Task Connect_EnclaveIsBusyForAWhile_WaitsAsToldAndIsServed()
    {
        using GatedIssuer platform = new();
        using HttpClient http = new();
        await using TestEnclave enclave = await StartAsync(platform);
        (_, Task<HttpResponseMessage>[] patient) = await CrowdAsync(http, enclave, platform);
        using BusyNetwork network = new()
        {
            // By the time that this client comes again, the crowd is gone.
            TurnedAway = async () =>
            {
                platform.Open();
                await Task.WhenAll(patient);
            },
        };
        HastyTime time = new();

        using LaminaClient client = await LaminaClient.ConnectAsync(Options(enclave, time) with { Handler = network }, Cancellation);

        Assert.Equal(enclave.Expected(TestEnclave.Input()), TestEnclave.Values(await client.InferAsync([TestEnclave.Input()], Cancellation)));
        Assert.Equal([429, 200, 200], network.Statuses);
        Assert.Equal([TimeSpan.FromSeconds(1)], time.Waits);
    }

    /// <summary>What a host may write, and how long a client waits then, in seconds.</summary>
    public static TheoryData<string?, int> Words => new() { { "1", 1 }, { "0", 0 }, { "86400", 5 }, { "Fri, 31 Dec 9999 23:59:59 GMT", 1 }, { "soon", 1 }, { null, 1 } };

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Connect_ServerAlwaysBusy_GivesUpAfterThreeRequestsAndBoundedWaits(string? word, int seconds)
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        using BusyNetwork network = new() { Always = true, RetryAfter = word };
        HastyTime time = new();

        LaminaClientException fault = await Assert.ThrowsAsync<LaminaClientException>(() => LaminaClient.ConnectAsync(Options(enclave, time) with { Handler = network }, Cancellation));

        Assert.Equal(LaminaFailure.Unreachable, fault.Failure);
        Assert.Contains("429", fault.Message, StringComparison.Ordinal);
        Assert.Equal([429, 429, 429], network.Statuses);

        // A wait of no time needs no clock.
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromSeconds(seconds), seconds == 0 ? 0 : 2), time.Waits);
    }

    private static Task<TestEnclave> StartAsync(IEvidenceIssuer platform) => TestEnclave.StartAsync(change: options => options with { MaxConcurrent = Concurrent }, issuer: platform);

    /// <summary>One client whose evidence is being signed, as many behind it as may wait, and one more: the only one that can have an answer while the platform signs.</summary>
    private static async Task<(HttpResponseMessage TurnedAway, Task<HttpResponseMessage>[] Patient)> CrowdAsync(HttpClient http, TestEnclave enclave, GatedIssuer platform)
    {
        Task<HttpResponseMessage> first = AskAsync(http, enclave);
        await platform.Entered.WaitAsync(Cancellation);
        Task<HttpResponseMessage>[] crowd = [.. Enumerable.Range(0, Waiting + 1).Select(_ => AskAsync(http, enclave))];
        Task<HttpResponseMessage> turnedAway = await Task.WhenAny(crowd);
        return (await turnedAway, [first, .. crowd.Where(one => one != turnedAway)]);
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient http, TestEnclave enclave)
    {
        ByteArrayContent question = new(EvidenceRequest.Fresh(RandomNumberGenerator.GetBytes(32)).ToJson()) { Headers = { ContentType = new(MediaTypes.Json) } };
        return http.PostAsync(new Uri(enclave.Address, Endpoints.Evidence), question, Cancellation);
    }

    private static LaminaClientOptions Options(TestEnclave enclave, TimeProvider time) => new()
    {
        Server = enclave.Address,
        Policy = new Policy
        {
            Simulated = new SimulatedPolicy { AllowDebug = false, Measurements = [MeasuredValue.Exactly(new byte[32])] },
            Plan = new PlanDigests([enclave.Plan.Digest().ToBytes()]),
            Freshness = new FreshEvidence(),
            HpkeSuites = [HpkeSuiteName.Default],
            Revocation = RevocationMode.Required,
        },
        Time = time,
    };

    /// <summary>A platform that signs once it is let.</summary>
    private sealed class GatedIssuer : IEvidenceIssuer, IDisposable
    {
        private readonly SimulatedTeeIssuer _inner = new(new byte[32]);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EvidenceKind Kind => _inner.Kind;

        public Task Entered => _entered.Task;

        public void Open() => _open.TrySetResult();

        public async ValueTask<IssuedEvidence> IssueAsync(ReadOnlyMemory<byte> reportData, CancellationToken cancellationToken)
        {
            _entered.TrySetResult();
            await _open.Task.WaitAsync(cancellationToken);
            return await _inner.IssueAsync(reportData, cancellationToken);
        }

        public void Dispose() => _inner.Dispose();
    }

    /// <summary>A clock whose timers end at once and are written down; but for those that only end what takes too long.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == new LaminaClientOptions { Server = null!, Policy = null! }.Timeout)
            {
                return base.CreateTimer(callback, state, dueTime, period);
            }

            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }

    /// <summary>A network on which a server is, or looks, busy.</summary>
    private sealed class BusyNetwork() : DelegatingHandler(new SocketsHttpHandler())
    {
        public bool Always { get; init; }

        public string? RetryAfter { get; init; }

        /// <summary>Runs before the client learns that it was turned away.</summary>
        public Func<Task> TurnedAway { get; init; } = () => Task.CompletedTask;

        public List<int> Statuses { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = Always ? new HttpResponseMessage(HttpStatusCode.TooManyRequests) : await base.SendAsync(request, cancellationToken);
            if (Always && RetryAfter is not null)
            {
                response.Headers.TryAddWithoutValidation("Retry-After", RetryAfter);
            }

            Statuses.Add((int)response.StatusCode);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                await TurnedAway();
            }

            return response;
        }
    }
}
