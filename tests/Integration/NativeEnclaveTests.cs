using System.Text.Json;
using Lamina.Testing;

namespace Lamina.Integration.Tests;

/// <summary>The NativeAOT enclave that <c>eng/publish-enclave</c> makes, served as the ordinary one is and asked the same.</summary>
public sealed class NativeEnclaveTests
{
    private const string HowToMakeIt = "eng/publish-enclave (needs a C linker driver and zlib's headers: apt-get install gcc zlib1g-dev)";

    [Fact]
    public async Task Infer_FromTheNativeEnclave_AnswersAsTheOrdinaryOneDoes()
    {
        string program = Native();
        using TempFolder folder = new();
        await PrepareAsync(folder);
        (LaminaProgram worker, string address) = await LaminaProgram.StartAsync("lamina-worker: ready on ", "worker", "--model", folder["plan"], "--listen", $"unix:{folder["worker"]}");
        await using (worker)
        {
            string[] options = ["--tee", "simulated", "--accept-verdict", "unjudged", "--worker", address, "--listen", "127.0.0.1:0"];
            (LaminaProgram native, string nativeAddress) = await LaminaProgram.StartAsync(program, "lamina-enclave: ready on ", ["--plan", folder["plan"], .. options]);
            await using (native)
            {
                (LaminaProgram ordinary, Uri ordinaryAddress) = await LaminaProgram.ServeAsync([folder["plan"], .. options]);
                await using (ordinary)
                {
                    Assert.Equal(await PredictAsync(folder, ordinaryAddress.ToString()), await PredictAsync(folder, nativeAddress));
                }
            }
        }
    }

    [Fact]
    public async Task Serve_NativeEnclaveWithAChangedHead_EndsWithFive()
    {
        string program = Native();
        using TempFolder folder = new();
        await PrepareAsync(folder);
        byte[] head = await File.ReadAllBytesAsync(folder["plan", "head.onnx"]);
        head[^1] ^= 1;
        await File.WriteAllBytesAsync(folder["plan", "head.onnx"], head);
        (int code, _, string talk) = await LaminaProgram.RunProgramAsync(program, "--plan", folder["plan"], "--tee", "simulated", "--accept-verdict", "unjudged", "--worker", "127.0.0.1:9", "--listen", "127.0.0.1:0");
        Assert.True(code == 5, talk);
        Assert.Contains("head.onnx", talk, StringComparison.Ordinal);
    }

    private static string Native()
    {
        string program = Checkout.Path("artifacts", "enclave", "lamina-enclave");
        Tier.Need(File.Exists(program), "the NativeAOT enclave", HowToMakeIt);
        return program;
    }

    private static async Task PrepareAsync(TempFolder folder)
    {
        (int code, _, string talk) = await LaminaProgram.RunAsync("zoo", "build", "tiny_cnn", "--seed", "3", "-o", folder["tiny.onnx"]);
        Assert.True(code == 0, talk);
        (_, string cuts, _) = await LaminaProgram.RunAsync("inspect", "--json", folder["tiny.onnx"]);
        string tensor = JsonDocument.Parse(cuts).RootElement.GetProperty("cuts")[1].GetProperty("tensors")[0].GetString()!;
        (code, _, talk) = await LaminaProgram.RunAsync("split", folder["tiny.onnx"], "--at", tensor, "-o", folder["plan"]);
        Assert.True(code == 0, talk);
    }

    private static async Task<string> PredictAsync(TempFolder folder, string server)
    {
        (int code, _, string talk) = await LaminaProgram.RunAsync("attest", "get", "--server", server, "-o", folder["evidence.json"]);
        Assert.True(code == 0, talk);
        File.Delete(folder["policy.json"]);
        (code, _, talk) = await LaminaProgram.RunAsync("attest", "policy", folder["evidence.json"], "-o", folder["policy.json"]);
        Assert.True(code == 0, talk);
        string photograph = Directory.GetFiles(Checkout.Path("samples", "photos"), "*.jpg").Order(StringComparer.Ordinal).First();
        (code, string output, talk) = await LaminaProgram.RunAsync("infer", "--json", "--server", server, "--policy", folder["policy.json"], photograph);
        Assert.True(code == 0, talk);
        return JsonDocument.Parse(output).RootElement.GetProperty("predictions").GetRawText();
    }
}
