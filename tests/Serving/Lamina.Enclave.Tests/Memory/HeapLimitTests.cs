using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Lamina.Onnx;
using Lamina.Onnx.Text;
using Lamina.Plans;
using Lamina.Protocol;
using Lamina.Protocol.Requests;
using Lamina.Testing;

namespace Lamina.Enclave.Tests.Memory;

/// <summary>What becomes of an enclave whose heap is full: its limit is part of the program, and made smaller here.</summary>
public sealed class HeapLimitTests
{
    private const string Limit = "DOTNET_GCHeapHardLimit";

    [Fact]
    public async Task Start_HeadThatDoesNotFitTheHeap_EndsWithFiveAndSaysWhatToDo()
    {
        using TempFolder folder = new();
        Plan plan = TinyPlan.Write(folder.Path);
        using (OnnxModel head = GraphText.Parse(TinyPlan.Head.Replace("<float[4,3,3,3] w", "<float[16000000] unused = random 1, float[4,3,3,3] w", StringComparison.Ordinal)))
        {
            head.Save(folder["head.onnx"]);
        }

        byte[] bytes = await File.ReadAllBytesAsync(folder["head.onnx"], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder[Plan.FileName], (plan with { Head = plan.Head with { Sha256 = Sha256Digest.Of(bytes), Bytes = bytes.Length } }).ToBytes(), TestContext.Current.CancellationToken);

        (int code, string errors) = await EnclaveProcess.RunAsync(Arguments(folder), (Limit, "3000000"));
        Assert.True(code == 5, errors);
        Assert.Contains("'head.onnx' does not fit the 48 MiB that this program's heap may have", errors, StringComparison.Ordinal);
        Assert.Contains(Limit, errors, StringComparison.Ordinal);

        // The same head under the limit that the program carries.
        await using EnclaveProcess enclave = await EnclaveProcess.StartAsync(folder.Path, "127.0.0.1:9");
        Assert.Equal(0, await enclave.TerminateAsync());
    }

    [Fact]
    public async Task Request_ThatDoesNotFitTheHeap_IsRefusedAndTheEnclaveGoesOn()
    {
        using TempFolder folder = new();
        Plan plan = TinyPlan.Write(folder.Path);
        const long Bytes = 60L << 20;
        await File.WriteAllBytesAsync(folder[Plan.FileName], (plan with { Limits = plan.Limits with { RequestBytes = Bytes } }).ToBytes(), TestContext.Current.CancellationToken);
        await using EnclaveProcess enclave = await EnclaveProcess.StartAsync(folder.Path, "127.0.0.1:9", [(Limit, "3000000")]);
        using SocketsHttpHandler handler = new() { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
        using HttpClient http = new(handler) { BaseAddress = enclave.Address };

        using HttpResponseMessage refused = await PostAsync(http, (int)Bytes);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("no memory", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // What fits is judged as ever: bytes of no key are not opened.
        using HttpResponseMessage small = await PostAsync(http, 1000);
        Assert.Equal(HttpStatusCode.BadRequest, small.StatusCode);
        Assert.Equal(0, await enclave.TerminateAsync());
        Assert.Contains("the heap is full", enclave.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WhoseAnswerDoesNotFitTheHeap_IsRefusedBeforeItIsOpened()
    {
        using TempFolder folder = new();
        Plan plan = TinyPlan.Write(folder.Path);
        plan = plan with { Limits = plan.Limits with { AnswerBytes = 60L << 20 } };
        await File.WriteAllBytesAsync(folder[Plan.FileName], plan.ToBytes(), TestContext.Current.CancellationToken);
        await using EnclaveProcess enclave = await EnclaveProcess.StartAsync(folder.Path, "127.0.0.1:9", [(Limit, "3000000")]);
        using SealedRequest request = SealedExchange.Seal(await SealedExchange.BindAsync(enclave.Address, plan), plan, "{}"u8.ToArray());
        Assert.Equal(503, (await SealedExchange.PostAsync(enclave.Address, request)).Status);

        // Opened once, it would be a replay now.
        Assert.Equal(503, (await SealedExchange.PostAsync(enclave.Address, request)).Status);
        Assert.Equal(0, await enclave.TerminateAsync());
    }

    private static string[] Arguments(TempFolder folder) => ["--plan", folder.Path, "--worker", "127.0.0.1:9", "--tee", "simulated", "--accept-verdict", "unjudged", "--listen", "127.0.0.1:0"];

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, int bytes)
    {
        using ByteArrayContent body = new(RandomNumberGenerator.GetBytes(bytes));
        body.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.OhttpRequest);
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(Endpoints.Infer, UriKind.Relative)) { Content = body };

        // The refusal comes before the body is read; a client that is in the middle of sending would not see it.
        request.Headers.ExpectContinue = true;
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
