using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Lamina.Client;
using Lamina.Enclave.Telemetry;
using Lamina.OpenInference;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Lamina.Enclave.Tests.Telemetry;

/// <summary>What the host is told of requests: step numbers, parties, times; never content, never a peer's words.</summary>
public sealed class TelemetryTests
{
    private const string WorkersWords = "marker-7c1e: the picture shows a cat";
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_OfAnswersAndFailures_CarryLabelsOfFixedListsOnly()
    {
        ConcurrentBag<(string Name, string Labels)> seen = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == EnclaveTelemetry.Name)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => seen.Add((instrument.Name, Text(tags))));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => seen.Add((instrument.Name, Text(tags))));
        listener.Start();
        await RunAsync();

        Assert.Contains(("lamina.requests", "outcome=answered"), seen);
        Assert.Contains(("lamina.requests", "outcome=failed party=worker status=503 step=6"), seen);
        Assert.Contains(("lamina.requests", "outcome=failed party=client status=400 step=4"), seen);
        Assert.Contains(("lamina.requests.not_opened", "reason=opening"), seen);
        Assert.Contains(("lamina.evidence", "outcome=given"), seen);
        Assert.Equal(["step=4", "step=6", "step=7", "step=8"], seen.Where(one => one.Name == "lamina.step.duration").Select(one => one.Labels).Distinct().Order());
        Assert.All(seen, one => Assert.Matches("^((outcome|party|reason)=[a-z-]+|(status|step)=[0-9]+| )*$", one.Labels));
    }

    [Fact]
    public async Task Traces_OfARequest_AreItsNumberedStepsAndHaveNoParentFromOutside()
    {
        ConcurrentBag<Activity> seen = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == EnclaveTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = seen.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await RunAsync();

        ActivityTraceId answered = seen.First(activity => activity.OperationName == "8 answer").TraceId;
        Activity[] trace = [.. seen.Where(activity => activity.TraceId == answered)];
        Assert.Equal(["4 head", "6 body", "7 check", "8 answer", "lamina.request"], trace.Select(activity => activity.OperationName).Order());
        Activity root = trace.Single(activity => activity.OperationName == "lamina.request");
        Assert.Equal(default, root.ParentSpanId);
        Assert.Contains(seen, activity => activity.Status == ActivityStatusCode.Error && activity.TagObjects.Contains(new KeyValuePair<string, object?>("party", "worker")));
        Assert.All(seen.SelectMany(activity => activity.TagObjects), tag => Assert.Contains(tag.Key, (string[])["step", "party", "status"]));
    }

    [Fact]
    public async Task Process_WorkerThatTalks_ItsWordsAreNeitherLoggedNorForwardedNorExported()
    {
        await using TestEnclave other = await TestEnclave.StartAsync();
        await using Collector collector = await Collector.StartAsync();
        other.Workers[0].Lie = _ => new OipFault(OipFaultKind.Internal, WorkersWords);
        (string, string?)[] export = [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRIC_EXPORT_INTERVAL", "300"), ("OTEL_BSP_SCHEDULE_DELAY", "100")];
        await using EnclaveProcess enclave = await EnclaveProcess.StartAsync(other.PlanFolder, other.Workers[0].Address, export, "--json-logs");
        using LaminaClient client = await LaminaClient.ConnectAsync(new LaminaClientOptions { Server = enclave.Address, Policy = await TestEnclave.PolicyAsync(enclave.Address) }, None);

        LaminaClientException failed = await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([TestEnclave.Input()], None));
        await collector.WaitForAsync("/v1/metrics", "lamina.requests");
        await collector.WaitForAsync("/v1/traces", "lamina.request");

        Assert.Equal(0, await enclave.TerminateAsync());
        Assert.Contains("\"Step\":6", enclave.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("marker-7c1e", failed.Message + enclave.Errors + collector.Everything, StringComparison.Ordinal);
    }

    /// <summary>One answer, one failure of the worker, one of the client, one request that is forged.</summary>
    private static async Task RunAsync()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        using LaminaClient client = await enclave.ConnectAsync();
        await client.InferAsync([TestEnclave.Input()], None);
        enclave.Workers[0].Lie = _ => new OipFault(OipFaultKind.Internal, WorkersWords);
        await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([TestEnclave.Input()], None));
        await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([new InferTensor("x", DataType.Fp32, [48], TestEnclave.Input().Data)], None));
        Tamper network = new() { Request = (path, body) => path == Lamina.Protocol.Endpoints.Infer ? Tamper.Flip(body, body.Length / 2) : body };
        using LaminaClient forger = await enclave.ConnectAsync(network);
        await Assert.ThrowsAsync<LaminaClientException>(() => forger.InferAsync([TestEnclave.Input()], None));
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order());

    /// <summary>A collector that keeps whatever is posted to it.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, string Body)> _posts = new();
        private readonly WebApplication _web;

        private Collector()
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            _web = builder.Build();
            _web.Run(async context =>
            {
                using MemoryStream body = new();
                await context.Request.Body.CopyToAsync(body);
                _posts.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
                context.Response.ContentType = "application/x-protobuf";
            });
        }

        public string Url => _web.Urls.Single();

        public string Everything => string.Concat(_posts.Select(post => post.Body));

        public static async Task<Collector> StartAsync()
        {
            Collector collector = new();
            await collector._web.StartAsync();
            return collector;
        }

        public async Task WaitForAsync(string path, string text)
        {
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(None);
            patience.CancelAfter(TimeSpan.FromMinutes(1));
            while (!_posts.Any(post => post.Path == path && post.Body.Contains(text, StringComparison.Ordinal)))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
            }
        }

        public ValueTask DisposeAsync() => _web.DisposeAsync();
    }
}
