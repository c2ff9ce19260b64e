using Lamina.Onnx;
using Lamina.Onnx.Text;
using Lamina.OpenInference.Client;
using Lamina.Planning.Profiling;
using Lamina.Plans.Measured;
using Lamina.Runtime;
using Lamina.Testing;

namespace Lamina.Planning.Tests.Profiling;

public sealed class ProfilerTests : IDisposable
{
    private const string Head = "head (float[N,3,16,16] x) => (float[N,8,14,14] a) <float[8,3,3,3] w = random 1> { a = Conv(x, w) }";
    private const string Body = "body (float[N,8,14,14] a) => (float[N,4,12,12] b) <float[4,8,3,3] v = random 2> { b = Conv(a, v) }";
    private const string Tail = "tail (float[N,4,12,12] b) => (float[N,576] y) { y = Flatten(b) }";
    private const string Whole = """
        whole (float[N,3,16,16] x) => (float[N,576] y) <float[8,3,3,3] w = random 1, float[4,8,3,3] v = random 2> {
          a = Conv(x, w)
          b = Conv(a, v)
          y = Flatten(b)
        }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Measure_TwoCuts_GivesARowForEachInTheirOrder()
    {
        await using SessionServer server = Server();
        OipClientOptions options = await server.StartAsync();
        List<(int, int)> progress = [];
        ProfileResult result = await Profiler.MeasureAsync(
            Request(options, Cut(tail: true), Cut(tail: false)) with { Rounds = 5, WarmUpRounds = 2, Progress = (done, all) => progress.Add((done, all)) },
            TestContext.Current.CancellationToken);

        Assert.Equal(2, result.Cuts.Length);
        Assert.All(result.Cuts, row => Assert.Equal(["a"], row.Tensors));
        Assert.True(result.Cuts[0].TailMs > 0);
        Assert.Equal(0, result.Cuts[1].TailMs);
        Assert.All(result.Cuts, Consistent);
        Assert.True(result.WholeMs.P25 > 0 && result.WholeMs.P25 <= result.WholeMs.Median && result.WholeMs.Median <= result.WholeMs.P75);

        // Every cut asked the worker once per round, warm-up included, for the body and for the hand-off.
        Assert.Equal(2 * 7, server.Runs["body"]);
        Assert.Equal(2 * 7, server.Runs["handoff"]);
        Assert.Equal([(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)], progress);
    }

    [Fact]
    public async Task Measure_MoreCutsThanFit_MeasuresThemInGroups()
    {
        await using SessionServer server = Server();
        CountingPlace place = new(await server.StartAsync());
        ProfileRequest request = Request(place.Options, Cut(), Cut(), Cut()) with { Bodies = place, CutsAtOnce = 2, Rounds = 3, WarmUpRounds = 1 };
        ProfileResult result = await Profiler.MeasureAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(3, result.Cuts.Length);
        Assert.Equal([2, 1], place.Opened);
        Assert.Equal(2, place.Closed);
    }

    [Fact]
    public async Task Measure_UnknownBody_IsRefusedByName()
    {
        await using SessionServer server = Server();
        OipClientOptions options = await server.StartAsync();
        ProfileException refusal = await Assert.ThrowsAsync<ProfileException>(() =>
            Profiler.MeasureAsync(Request(options, Cut() with { BodyModel = "ghost" }), TestContext.Current.CancellationToken));
        Assert.Contains("did not run 'ghost' (", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Measure_NoWorker_IsRefused()
    {
        Assert.True(OipAddress.TryParse("127.0.0.1:1", out OipAddress? address, out _));
        await Assert.ThrowsAsync<ProfileException>(() =>
            Profiler.MeasureAsync(Request(new OipClientOptions { Address = address }, Cut()), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Measure_BodyWithoutWhatTheTailTakes_IsRefused()
    {
        await using SessionServer server = Server();
        OipClientOptions options = await server.StartAsync();
        ProfileException refusal = await Assert.ThrowsAsync<ProfileException>(() =>
            Profiler.MeasureAsync(Request(options, Cut(tail: true) with { BodyModel = "handoff" }), TestContext.Current.CancellationToken));
        Assert.Equal("The worker's answer lacks 'b', which the tail takes.", refusal.Message);
    }

    [Fact]
    public async Task Measure_HeadWithoutTheCutsTensor_IsRefused()
    {
        await using SessionServer server = Server();
        OipClientOptions options = await server.StartAsync();
        await Assert.ThrowsAsync<InferenceException>(() =>
            Profiler.MeasureAsync(Request(options, Cut() with { Tensors = ["ghost"] }), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(20_000, 1, 1)]
    [InlineData(5, 0, 1)]
    [InlineData(5, 1, 0)]
    public async Task Measure_NumberOutOfRange_Throws(int rounds, int warmUp, int atOnce)
    {
        Assert.True(OipAddress.TryParse("127.0.0.1:1", out OipAddress? address, out _));
        ProfileRequest request = Request(new OipClientOptions { Address = address }, Cut()) with { Rounds = rounds, WarmUpRounds = warmUp, CutsAtOnce = atOnce };
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Profiler.MeasureAsync(request, TestContext.Current.CancellationToken));
    }

    private static SessionServer Server() => new(("body", GraphText.Parse(Body)), ("handoff", HandoffModel.Build(GraphText.Parse(Body).Graph.Inputs)));

    private static void Consistent(CostRow row)
    {
        Assert.True(row.HeadMs > 0 && row.HandoffMs > 0 && row.TotalMs > row.HeadMs);
        Assert.True(row.HeadMsP25 <= row.HeadMs && row.HeadMs <= row.HeadMsP75);
        Assert.True(row.HandoffMsP25 <= row.HandoffMs && row.HandoffMs <= row.HandoffMsP75);
        Assert.True(row.BodyMsP25 <= row.BodyMs && row.BodyMs <= row.BodyMsP75);
        Assert.True(row.TotalMsP25 <= row.TotalMs && row.TotalMs <= row.TotalMsP75);
    }

    private ProfileCut Cut(bool tail = false) => new()
    {
        Tensors = ["a"],
        HeadPath = Write("head.onnx", Head),
        TailPath = tail ? Write("tail.onnx", Tail) : null,
        BodyModel = "body",
        HandoffModel = "handoff",
    };

    private ProfileRequest Request(OipClientOptions options, params ProfileCut[] cuts) => new()
    {
        WholePath = Write("whole.onnx", Whole),
        Cuts = cuts,
        Bodies = new RunningServer(options),
    };

    private string Write(string name, string text)
    {
        using OnnxModel model = GraphText.Parse(text);
        model.Save(_folder[name]);
        return _folder[name];
    }

    private sealed class CountingPlace(OipClientOptions options) : IBodyPlace
    {
        public OipClientOptions Options { get; } = options;

        public List<int> Opened { get; } = [];

        public int Closed { get; private set; }

        public Task<BodyLease> OpenAsync(IReadOnlyList<ProfileCut> cuts, CancellationToken cancellation)
        {
            Opened.Add(cuts.Count);
            return Task.FromResult(new BodyLease(Options, () =>
            {
                Closed++;
                return ValueTask.CompletedTask;
            }));
        }
    }
}
