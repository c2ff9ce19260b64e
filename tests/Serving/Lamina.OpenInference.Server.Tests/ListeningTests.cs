using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Lamina.OpenInference.Client;
using Lamina.OpenInference.Server.Listening;
using Lamina.Testing;

namespace Lamina.OpenInference.Server.Tests;

public sealed class ListeningTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("[::1]:0")]
    [InlineData("unix:")]
    public async Task OneAddress_RestAndGrpc_AreBothAnswered(string listen)
    {
        Assert.SkipWhen(listen.StartsWith('[') && !Socket.OSSupportsIPv6, "needs IPv6, which this machine does not have");
        using var folder = new TempFolder();
        await using RunningServer server = await RunningServer.StartAsync(listen == "unix:" ? $"unix:{folder["s.sock"]}" : listen);
        using OipClient client = server.Client();
        for (int round = 0; round < 2; round++)
        {
            Assert.Equal(OipFailure.None, (await client.InferAsync(Requests.Double(1, 2), Cancellation)).Failure);
            Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync("/v2/health/ready", Cancellation)).StatusCode);
        }
    }

    [Fact]
    public async Task Rest_OverHttp2_IsAnswered()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        HttpResponseMessage response = await server.Http.SendAsync(request, Cancellation);
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (response.StatusCode, response.Version));
    }

    [Fact]
    public async Task Preface_ByteByByte_IsHttp2()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] preface = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0];
        byte[] answer = await ExchangeAsync(server, [.. preface.Select(value => new[] { value })]);

        // Frame type 4 is SETTINGS: the server speaks HTTP/2.
        Assert.Equal(4, answer[3]);
    }

    [Theory]
    [InlineData("PRI * HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("PRINT / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /v2 HTTP/1.1\r\nHost: a\r\n\r\n")]
    public async Task Preface_AlmostThat_IsHttp1(string text)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] answer = await ExchangeAsync(server, [Encoding.ASCII.GetBytes(text[..3]), Encoding.ASCII.GetBytes(text[3..])]);
        Assert.StartsWith("HTTP/1.1 ", Encoding.ASCII.GetString(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_WithOpenConnections_EndsBothKinds()
    {
        RunningServer server = await RunningServer.StartAsync();
        using OipClient client = server.Client();
        await client.InferAsync(Requests.Double(1, 2), Cancellation);
        await server.Http.GetAsync("/v2", Cancellation);
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, new Uri(server.Address).Port, Cancellation);

        await server.StopAsync().WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        Assert.Equal(OipFailure.NotConnected, (await client.InferAsync(Requests.Double(1, 2), Cancellation)).Failure);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Stop_RequestUnderWay_IsAnsweredFirst()
    {
        RunningServer server = await RunningServer.StartAsync();
        var arrived = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        server.Backend.Answer = async (_, _) =>
        {
            arrived.SetResult();
            await finish.Task;
            return OipFault.Invalid("answered");
        };
        using OipClient client = server.Client();
        Task<OipReply<InferResponse>> call = client.InferAsync(Requests.Double(1, 2), Cancellation);
        await arrived.Task;
        Task stop = server.StopAsync();
        finish.SetResult();
        Assert.Equal("answered", (await call).UntrustedText);
        await stop;
        await server.DisposeAsync();
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task UnixSocket_Mode_IsForTheOwnerAlone()
    {
        using var folder = new TempFolder();
        await using RunningServer server = await RunningServer.StartAsync($"unix:{folder["s.sock"]}");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["s.sock"]));
    }

    [Fact]
    public async Task UnixSocket_LeftByADeadProcess_IsReplaced()
    {
        using var folder = new TempFolder();
        string path = folder["s.sock"];
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, path + ".kept");
        }

        File.Move(path + ".kept", path);
        await using RunningServer server = await RunningServer.StartAsync($"unix:{path}");
        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync("/v2", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task UnixSocket_StillServed_IsNotTakenOver()
    {
        using var folder = new TempFolder();
        await using RunningServer first = await RunningServer.StartAsync($"unix:{folder["s.sock"]}");
        IOException refused = await Assert.ThrowsAnyAsync<IOException>(() => RunningServer.StartAsync($"unix:{folder["s.sock"]}"));
        Assert.Contains("another program listens", refused.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await first.Http.GetAsync("/v2", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task UnixSocket_OrdinaryFileInItsPlace_IsLeftAlone()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["s.sock"], "precious");
        await Assert.ThrowsAnyAsync<IOException>(() => RunningServer.StartAsync($"unix:{folder["s.sock"]}"));
        Assert.Equal("precious", File.ReadAllText(folder["s.sock"]));
    }

    [Theory]
    [InlineData("unix:/run/a.sock")]
    [InlineData("0.0.0.0:8001")]
    [InlineData("*:8001")]
    [InlineData("localhost:0")]
    [InlineData("[::]:8001")]
    public void Address_KnownForm_IsRead(string text) => Assert.True(ListenAddress.TryParse(text, out _, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("8001")]
    [InlineData(":8001")]
    [InlineData("worker.example:8001")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("http://127.0.0.1:8001")]
    [InlineData("::1:8001")]
    [InlineData("unix:")]
    public void Address_AnythingElse_IsRefused(string? text)
    {
        Assert.False(ListenAddress.TryParse(text, out _, out string? fault));
        Assert.NotEmpty(fault);
    }

    private static async Task<byte[]> ExchangeAsync(RunningServer server, byte[][] pieces)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, new Uri(server.Address).Port, Cancellation);
        NetworkStream stream = client.GetStream();
        foreach (byte[] piece in pieces)
        {
            await stream.WriteAsync(piece, Cancellation);
            await stream.FlushAsync(Cancellation);
        }

        byte[] answer = new byte[9];
        await stream.ReadExactlyAsync(answer, Cancellation);
        return answer;
    }
}
