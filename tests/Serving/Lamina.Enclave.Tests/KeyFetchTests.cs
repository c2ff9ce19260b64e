using System.Net;
using System.Net.Sockets;
using System.Text;
using Lamina.Attestation.Simulated;
using Lamina.Enclave.Hosting;
using Lamina.Enclave.Loading;
using Lamina.Protocol.KeyRelease;
using Lamina.Testing;

namespace Lamina.Enclave.Tests;

/// <summary>An owner's address at which somebody answers who wants the enclave to wait, or to write something.</summary>
public sealed class KeyFetchTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TempFolder _folder = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly SimulatedTeeIssuer _platform = new(new byte[32]);
    private readonly ManualTime _time = new();

    public KeyFetchTests()
    {
        TinyPlan.Write(_folder.Path);
        _listener.Start();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _platform.Dispose();
        _listener.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Get_OwnerStopsInsideItsAnswer_EndsWithinTheTime()
    {
        Task<ModelKey> getting = GetAsync();
        using TcpClient connection = await AnswerAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
        _time.End(TimeSpan.FromSeconds(60));
        EnclaveStartException fault = await Assert.ThrowsAsync<EnclaveStartException>(() => getting.WaitAsync(Patience, Cancellation));
        Assert.Contains("gave no answer within 60 s", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OwnerLeavesInsideItsAnswer_SaysThatTheConnectionBroke()
    {
        Task<ModelKey> getting = GetAsync();
        (await AnswerAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")).Dispose();
        EnclaveStartException fault = await Assert.ThrowsAsync<EnclaveStartException>(() => getting.WaitAsync(Patience, Cancellation));
        Assert.Contains(" broke: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ProblemWithAnEscapeAndALine_IsShownOnOneLineWithoutThem()
    {
        string problem = """{"type":"t","title":"t","status":403,"detail":"no\u001b[2J\nlamina-enclave: ready on http://elsewhere"}""";
        Task<ModelKey> getting = GetAsync();
        using TcpClient connection = await AnswerAsync($"HTTP/1.1 403 Forbidden\r\nContent-Type: application/problem+json\r\nContent-Length: {problem.Length}\r\n\r\n{problem}");
        EnclaveStartException fault = await Assert.ThrowsAsync<EnclaveStartException>(() => getting.WaitAsync(Patience, Cancellation));
        Assert.EndsWith(": no?[2J?lamina-enclave: ready on http://elsewhere", fault.Message, StringComparison.Ordinal);
    }

    private Task<ModelKey> GetAsync() => KeyFetch.GetAsync($"http://{_listener.LocalEndpoint}", PlanSource.Read(_folder.Path), _platform, _time, null);

    /// <summary>Reads the request to its end, which is JSON's, and answers.</summary>
    private async Task<TcpClient> AnswerAsync(string answer)
    {
        TcpClient connection = await _listener.AcceptTcpClientAsync(Cancellation);
        byte[] block = new byte[4096];
        string request = "";
        while (!request.EndsWith('}'))
        {
            int read = await connection.GetStream().ReadAsync(block, Cancellation);
            Assert.NotEqual(0, read);
            request += Encoding.ASCII.GetString(block, 0, read);
        }

        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), Cancellation);
        return connection;
    }
}
