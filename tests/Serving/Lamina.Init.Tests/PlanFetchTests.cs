using System.Net;
using Lamina.Init.Boot;
using Lamina.Init.Parts;
using Lamina.Plans;
using Lamina.Testing;

namespace Lamina.Init.Tests;

/// <summary>Plan and parts from a server that may send anything.</summary>
public sealed class PlanFetchTests : IDisposable
{
    private static readonly byte[] Head = [.. Enumerable.Range(0, 3000).Select(i => (byte)i)];

    private static readonly byte[] Tail = [1, 2, 3];

    private static readonly TimeSpan FileTime = TimeSpan.FromMinutes(3);

    private readonly TempFolder _folder = new();
    private readonly Plan _plan;
    private readonly Dictionary<string, byte[]> _files;

    public PlanFetchTests()
    {
        Plan model = Plan.Parse(File.ReadAllBytes(Checkout.Path("tests", "Core", "Lamina.Plans.Tests", "Vectors", "plan-v1.json")));
        _plan = model with { Head = Of(model.Head, Head), Tail = Of(model.Tail!, Tail) };
        _files = new Dictionary<string, byte[]> { ["plan.json"] = _plan.ToBytes(), [_plan.Head.File] = Head, [_plan.Tail.File] = Tail };
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fetch_HonestServer_WritesPlanAndParts()
    {
        Assert.Equal(3, await RunAsync());
        Assert.Equal(_files["plan.json"], await File.ReadAllBytesAsync(_folder["plan", "plan.json"]));
        Assert.Equal(Head, await File.ReadAllBytesAsync(_folder["plan", _plan.Head.File]));
        Assert.Equal(Tail, await File.ReadAllBytesAsync(_folder["plan", _plan.Tail!.File]));
        Assert.False(File.Exists(_folder["plan", _plan.Body.File])); // the worker's
    }

    [Fact]
    public async Task Fetch_AnotherPlan_IsRefusedBeforeItIsRead()
    {
        _files["plan.json"] = [.. _files["plan.json"], (byte)' '];
        BootException refusal = await Assert.ThrowsAsync<BootException>(RunAsync);
        Assert.Contains(_plan.Digest().ToString(), refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["plan"]));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-1, 0)]
    [InlineData(1 << 20, 0)]
    public async Task Fetch_OtherBytesThanThePlanNames_AreRefused(int longer, byte change)
    {
        byte[] other = new byte[Head.Length + longer];
        Head.AsSpan(0, Math.Min(Head.Length, other.Length)).CopyTo(other);
        other[7] ^= change;
        _files[_plan.Head.File] = other;
        Assert.Contains(_plan.Head.File, (await Assert.ThrowsAsync<BootException>(RunAsync)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["plan", _plan.Head.File]));
    }

    [Fact]
    public async Task Fetch_PartMissing_Ends()
    {
        _files.Remove(_plan.Head.File);
        await Assert.ThrowsAsync<HttpRequestException>(RunAsync);
    }

    [Fact]
    public async Task Fetch_ServerStopsInsideAPart_EndsWithinTheTimeAndNamesIt()
    {
        ManualTime time = new();
        StallingStream stalled = new();
        using HttpClient http = new(new Server(_files) { Stalled = (_plan.Head.File, stalled) }) { BaseAddress = new Uri("http://server/parts/") };
        Task<int> fetching = PlanFetch.RunAsync(http, FileTime, _plan.Digest(), _folder["plan"], time);
        await stalled.Reached.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        time.End(FileTime);
        BootException refusal = await Assert.ThrowsAsync<BootException>(() => fetching.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken));
        Assert.Equal($"'{_plan.Head.File}' did not come within 3 minutes", refusal.Message);
    }

    private static PlanPart Of(PlanPart part, byte[] content) => part with { Sha256 = Sha256Digest.Of(content), Bytes = content.Length, ExternalData = [] };

    private async Task<int> RunAsync()
    {
        using HttpClient http = new(new Server(_files)) { BaseAddress = new Uri("http://server/parts/") };
        return await PlanFetch.RunAsync(http, FileTime, _plan.Digest(), _folder["plan"], TimeProvider.System);
    }

    private sealed class Server(Dictionary<string, byte[]> files) : HttpMessageHandler
    {
        /// <summary>A file that begins and does not end.</summary>
        public (string File, StallingStream Body)? Stalled { get; init; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string file = request.RequestUri!.AbsolutePath.Replace("/parts/", "", StringComparison.Ordinal);
            return Task.FromResult(
                file == Stalled?.File ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(Stalled.Value.Body) }
                : files.TryGetValue(file, out byte[]? content) ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(content) }
                : new HttpResponseMessage(HttpStatusCode.NotFound));
        }
    }
}
