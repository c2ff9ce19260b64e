using System.Net;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Lamina.OpenInference;
using Lamina.OpenInference.Client;
using Lamina.Testing;

namespace Lamina.Worker.Tests.Process;

[UnsupportedOSPlatform("windows")]
public sealed class WorkerProcessTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Worker_TwoModelsTwoAddresses_AnswersAndDrainsOnSigterm()
    {
        string socket = _folder["w.sock"];
        string[] args = ["--model", TinyModels.Add(_folder["add.onnx"]), "--model", $"mix={TinyModels.Mixing(_folder["m.onnx"])}", "--listen", "127.0.0.1:0", "--listen", $"unix:{socket}"];
        await using WorkerProcess worker = await WorkerProcess.StartAsync(args);
        Assert.Equal(2, worker.Addresses.Count);
        Assert.Equal($"unix:{socket}", worker.Addresses[1]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket));
        Assert.Contains("serving add (up to 8 rows a run), mix", worker.Errors, StringComparison.Ordinal);
        for (int address = 0; address < 2; address++)
        {
            using OipClient client = worker.Client(address);
            OipReply<InferResponse> reply = await client.InferAsync(Add(), Cancellation);
            Assert.True(reply.Succeeded(out InferResponse? response), reply.UntrustedText);
            Assert.Equal([1f, 2, 3], MemoryMarshal.Cast<byte, float>(response.Outputs[0].Data.Span).ToArray());
        }

        using var http = new HttpClient { BaseAddress = new Uri($"http://{worker.Addresses[0]}") };
        string metrics = await http.GetStringAsync("/metrics", Cancellation);
        Assert.Contains("lamina_worker_requests_total{model=\"add\",outcome=\"success\"} 2\n", metrics, StringComparison.Ordinal);
        Assert.Contains("lamina_worker_runs_total{model=\"add\",rows=\"1\"} 2\n", metrics, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/v2/health/ready", Cancellation)).StatusCode);

        worker.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await worker.ExitAsync());
        Assert.False(File.Exists(socket));
    }

    [Fact]
    public async Task Worker_Interrupted_Exits130()
    {
        await using WorkerProcess worker = await WorkerProcess.StartAsync(["--model", TinyModels.Add(_folder["add.onnx"]), "--listen", "127.0.0.1:0"]);
        worker.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await worker.ExitAsync());
    }

    [Fact]
    public async Task Worker_OfAParentThatIsGone_Ends()
    {
        await using WorkerProcess worker = await WorkerProcess.StartAsync(
            ["--model", TinyModels.Add(_folder["add.onnx"]), "--listen", "127.0.0.1:0"], ("LAMINA_END_WITH_INPUT", "1"));
        worker.Input.Close();
        Assert.Equal(0, await worker.ExitAsync());
    }

    [Fact]
    public async Task Worker_ConfiguredByEnvironmentAndFile_Starts()
    {
        File.WriteAllText(_folder["c.json"], $$"""{"model": ["m={{TinyModels.Add(_folder["add.onnx"])}}"], "max_batch": 3, "threads": 1}""");
        await using WorkerProcess worker = await WorkerProcess.StartAsync([], ("LAMINA_CONFIG", _folder["c.json"]), ("LAMINA_LISTEN", "127.0.0.1:0"));
        Assert.Contains("serving m (up to 3 rows a run)", worker.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_SocketOfAKilledOne_IsTakenOver()
    {
        string[] args = ["--model", TinyModels.Add(_folder["add.onnx"]), "--listen", $"unix:{_folder["w.sock"]}"];
        await using (WorkerProcess killed = await WorkerProcess.StartAsync(args))
        {
            Assert.True(File.Exists(_folder["w.sock"]));
        }

        Assert.True(File.Exists(_folder["w.sock"]));
        await using WorkerProcess worker = await WorkerProcess.StartAsync(args);
        using OipClient client = worker.Client();
        Assert.Equal(OipFailure.None, (await client.InferAsync(Add(), Cancellation)).Failure);
    }

    [Fact]
    public async Task Start_UnusableModel_Exits5WithOneSentence()
    {
        File.WriteAllText(_folder["broken.onnx"], "no model");
        (int code, string output, string errors) = await WorkerProcess.RunAsync(["--model", _folder["broken.onnx"], "--listen", "127.0.0.1:0"]);
        Assert.Equal((5, ""), (code, output));
        Assert.Contains("lamina-worker: model 'broken' of", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AddressInUse_Exits1()
    {
        string model = TinyModels.Add(_folder["add.onnx"]);
        await using WorkerProcess worker = await WorkerProcess.StartAsync(["--model", model, "--listen", "127.0.0.1:0"]);
        (int code, _, string errors) = await WorkerProcess.RunAsync(["--model", model, "--listen", worker.Addresses[0]]);
        Assert.Equal(1, code);
        Assert.Contains("in use", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.1:8001")] // RFC 5737: no machine has this address
    [InlineData("unix:/nonexistent/folder/w.sock")]
    public async Task Start_AddressThatCannotBeHad_Exits1WithOneSentence(string address)
    {
        (int code, string output, string errors) = await WorkerProcess.RunAsync(["--model", TinyModels.Add(_folder["add.onnx"]), "--listen", address]);
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith($"lamina-worker: cannot listen on {address}: ", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing to serve")]
    [InlineData("need one another", "--model", "m.onnx", "--tls-key", "k.pem")]
    [InlineData("needs --tls-certificate", "--model", "m.onnx", "--tls-client-roots", "r.pem")]
    [InlineData("no address to listen on", "--model", "m.onnx", "--listen", "8001")]
    public async Task Start_WrongOptions_Exits2(string reason, params string[] args)
    {
        (int code, string output, string errors) = await WorkerProcess.RunAsync(args);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(reason, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_GoesToStandardOutput()
    {
        (int code, string output, string errors) = await WorkerProcess.RunAsync(["--help"]);
        Assert.Equal((0, ""), (code, errors));
        Assert.StartsWith("lamina-worker: serves ONNX models", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RealModel_GivesWhatOnnxRuntimeGives()
    {
        string model = Tier.Shared("models", "efficientnet_lite0-imagenet.onnx");
        await using WorkerProcess worker = await WorkerProcess.StartAsync(["--model", model, "--listen", "127.0.0.1:0"]);
        using OipClient client = worker.Client();
        OipReply<InferResponse> reply = await client.InferAsync(
            new InferRequest { ModelName = "efficientnet_lite0-imagenet", Inputs = [new InferTensor("input", DataType.Fp32, [1, 3, 224, 224], new byte[4 * 3 * 224 * 224])] }, Cancellation);
        using var session = Lamina.Runtime.Session.Load(model);
        using var zeros = Lamina.Runtime.TensorBuffer.Allocate(Lamina.Onnx.ElementType.Float, 1, 3, 224, 224);
        using Lamina.Runtime.TensorDictionary direct = session.Run(new Dictionary<string, Lamina.Runtime.TensorBuffer> { ["input"] = zeros }, cancellation: Cancellation);
        Assert.Equal(direct["logits"].Bytes.ToArray(), reply.Value!.Outputs[0].Data.ToArray());
    }

    private static InferRequest Add() => new() { ModelName = "add", Inputs = [new InferTensor("x", DataType.Fp32, [1, 3], new byte[12])] };
}
