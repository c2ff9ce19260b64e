using System.Security.Cryptography;
using Lamina.Attestation;
using Lamina.Attestation.Policies;
using Lamina.Client;
using Lamina.Client.Results;
using Lamina.Onnx;
using Lamina.Onnx.Text;
using Lamina.OpenInference;
using Lamina.Testing;

namespace Lamina.Integration.Tests;

/// <summary>keys seal, keys serve, keys sign and a sealed plan's enclave, all of them processes.</summary>
public sealed class KeysTests : IDisposable
{
    private const string Graph = """
        sums (float[1,3] x) => (float[1,3] z) <float[3] w = {1, 2, 3}> {
          y = Add(x, w)
          z = Add(y, y)
        }
        """;

    private const string KeysReady = "lamina: keys: ready on ";

    /// <summary>Twice the sum of 1, 2, 3 and the weights.</summary>
    private static readonly float[] Sums = [4, 8, 12];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task SealedPlan_OwnerAcceptsTheEnclave_IsServedAndTheOwnersPolicyDecides()
    {
        await PrepareAsync();
        await RunAsync(0, "keys", "seal", _folder["plan"], "-o", _folder["sealed"], "--key", _folder["model.key"]);
        Assert.False(File.Exists(_folder["sealed", "head.onnx"]));
        Assert.True(File.Exists(_folder["sealed", "body.onnx"]));
        byte[] head = await File.ReadAllBytesAsync(_folder["plan", "head.onnx"]);
        Assert.True((await File.ReadAllBytesAsync(_folder["sealed", "head.onnx.sealed"])).AsSpan().IndexOf(head.AsSpan(0, 32)) < 0);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["model.key"]));
        }

        string talk = await RunAsync(5, Serve());
        Assert.Contains("--keys", talk, StringComparison.Ordinal);

        (LaminaProgram owner, string address) = await LaminaProgram.StartAsync(KeysReady, "keys", "serve", _folder["model.key"], "--policy", _folder["policy.json"], "--listen", "127.0.0.1:0", "--collateral-url", "none");
        await using (owner)
        {
            (LaminaProgram server, Uri enclave) = await LaminaProgram.ServeAsync(Serve("--keys", address)[1..]);
            await using (server)
            {
                Assert.Equal(Sums, await InferAsync(enclave));
                Assert.Contains("was released by", server.Talk, StringComparison.Ordinal);
            }

            Assert.Contains("released model key", owner.Talk, StringComparison.Ordinal);
            Assert.Contains("SIMULATED", owner.Talk, StringComparison.Ordinal);
            Assert.Equal(0, (await owner.TerminateAsync()).Code);
        }
    }

    [Fact]
    public async Task SealedPlan_OwnersPolicyNamesAnotherProgram_EndsWithThreeAndTheStep()
    {
        await PrepareAsync();
        await RunAsync(0, "keys", "seal", _folder["plan"], "-o", _folder["sealed"], "--key", _folder["model.key"]);
        string policy = await File.ReadAllTextAsync(_folder["policy.json"]);
        string changed = System.Text.RegularExpressions.Regex.Replace(policy, "(?<=\"measurement\"[^\"]*\")[0-9a-f]{64}", new string('0', 64));
        Assert.NotEqual(policy, changed);
        await File.WriteAllTextAsync(_folder["other.json"], changed);
        (LaminaProgram owner, string address) = await LaminaProgram.StartAsync(KeysReady, "keys", "serve", _folder["model.key"], "--policy", _folder["other.json"], "--listen", "127.0.0.1:0", "--collateral-url", "none");
        await using (owner)
        {
            string talk = await RunAsync(3, Serve("--keys", address));
            Assert.Contains("policy-measurement", talk, StringComparison.Ordinal);
            Assert.Contains("policy-measurement", owner.Talk, StringComparison.Ordinal);
        }

        // Nobody there: not refused, but not started either.
        Assert.Contains("cannot be reached", await RunAsync(1, Serve("--keys", address)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignedPlan_PolicyNamesTheSigner_IsAcceptedAndWithoutItsSignatureRefused()
    {
        await PrepareAsync();
        (int code, string key, string said) = await LaminaProgram.RunAsync("keys", "sign", _folder["plan"], "--key", _folder["signer.pem"], "--create");
        Assert.True(code == 0, said);
        await RunAsync(1, "keys", "sign", _folder["plan"], "--key", _folder["signer.pem"], "--create");
        Assert.True(PolicyReader.TryRead(await File.ReadAllBytesAsync(_folder["policy.json"]), out Policy? digests, out _));
        byte[] signed = PolicyWriter.Write(digests! with { Plan = new PlanSigner(Convert.FromBase64String(key.Trim())) });
        await File.WriteAllBytesAsync(_folder["policy.json"], signed);
        (LaminaProgram server, Uri address) = await LaminaProgram.ServeAsync(Simulated("plan"));
        await using (server)
        {
            Assert.Equal(Sums, await InferAsync(address));
            await RunAsync(0, "attest", "get", "--server", address.ToString(), "-o", _folder["signed.json"]);
            await RunAsync(0, "attest", "verify", _folder["signed.json"], "--policy", _folder["policy.json"]);
        }

        // The same plan signed by somebody else, and not signed at all.
        await RunAsync(0, "keys", "sign", _folder["plan"], "--key", _folder["other.pem"], "--create");
        await RefusedAtThePlanAsync();
        File.Delete(_folder["plan", "plan.sig"]);
        await RefusedAtThePlanAsync();
        await File.WriteAllTextAsync(_folder["plan", "plan.sig"], "rubbish");
        Assert.Contains("plan.sig", await RunAsync(5, ["serve", .. Simulated("plan")]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seal_IntoItsOwnFolderOrWithAnotherPlansKeyOrOverAChangedPart_IsRefused()
    {
        await SplitAsync("plan", Graph);
        await RunAsync(2, "keys", "seal", _folder["plan"], "-o", _folder["plan"], "--key", _folder["model.key"]);
        await RunAsync(0, "keys", "seal", _folder["plan"], "-o", _folder["sealed"], "--key", _folder["model.key"]);
        await SplitAsync("second", Graph.Replace("{1, 2, 3}", "{3, 2, 1}", StringComparison.Ordinal));
        await RunAsync(2, "keys", "seal", _folder["second"], "-o", _folder["sealed2"], "--key", _folder["model.key"]);
        byte[] head = await File.ReadAllBytesAsync(_folder["plan", "head.onnx"]);
        head[^1] ^= 1;
        await File.WriteAllBytesAsync(_folder["plan", "head.onnx"], head);
        await RunAsync(5, "keys", "seal", _folder["plan"], "-o", _folder["sealed3"], "--key", _folder["model.key"]);
        await File.WriteAllTextAsync(_folder["rubbish.key"], "{\"lamina_model_key\":1}");
        await File.WriteAllTextAsync(_folder["rubbish.json"], "{}");
        Assert.Contains("no model key", await RunAsync(5, "keys", "serve", _folder["rubbish.key"], "--policy", _folder["rubbish.json"]), StringComparison.Ordinal);
        Assert.Contains("policy", await RunAsync(5, "keys", "serve", _folder["model.key"], "--policy", _folder["rubbish.json"]), StringComparison.Ordinal);
    }

    /// <summary>A plan, and a policy of it.</summary>
    private async Task PrepareAsync()
    {
        await SplitAsync("plan", Graph);
        // What attest policy would write, without the processes that it takes: the simulated TEE states the digest of its own program.
        byte[] program = await File.ReadAllBytesAsync(Checkout.Path("artifacts", "bin", "Lamina.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "lamina-enclave.dll"));
        Policy policy = new()
        {
            Simulated = new SimulatedPolicy { AllowDebug = false, Measurements = [MeasuredValue.Exactly(SHA256.HashData(program))] },
            Plan = new PlanDigests([SHA256.HashData(await File.ReadAllBytesAsync(_folder["plan", "plan.json"]))]),
            Freshness = new FreshEvidence(),
            HpkeSuites = [HpkeSuiteName.Default],
            Revocation = RevocationMode.Required,
        };
        await File.WriteAllBytesAsync(_folder["policy.json"], PolicyWriter.Write(policy));
    }

    private async Task SplitAsync(string plan, string graph)
    {
        using (OnnxModel model = GraphText.Parse(graph))
        {
            await File.WriteAllBytesAsync(_folder["sums.onnx"], model.ToArray());
        }

        await RunAsync(0, "split", _folder["sums.onnx"], "--at", "y", "-o", _folder[plan]);
    }

    private async Task RefusedAtThePlanAsync()
    {
        (LaminaProgram server, Uri address) = await LaminaProgram.ServeAsync(Simulated("plan"));
        await using (server)
        {
            LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => InferAsync(address));
            Assert.Contains("policy-plan", refused.Message, StringComparison.Ordinal);
        }
    }

    private async Task<float[]> InferAsync(Uri enclave)
    {
        Assert.True(PolicyReader.TryRead(await File.ReadAllBytesAsync(_folder["policy.json"]), out Policy? policy, out _));
        using LaminaClient client = await LaminaClient.ConnectAsync(new LaminaClientOptions { Server = enclave, Policy = policy! });
        InferenceResult result = await client.InferAsync([new InferTensor("x", DataType.Fp32, [1, 3], System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>([1f, 2f, 3f]).ToArray())]);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(result.Outputs.Single().Data.Span).ToArray();
    }

    private string[] Simulated(string plan) => [_folder[plan], "--tee", "simulated", "--accept-verdict", "unjudged", "--listen", "127.0.0.1:0"];

    private string[] Serve(params string[] more) => ["serve", .. Simulated("sealed"), .. more];

    private static async Task<string> RunAsync(int expected, params string[] arguments)
    {
        (int code, string output, string talk) = await LaminaProgram.RunAsync(arguments);
        Assert.True(code == expected, $"{string.Join(' ', arguments)}: {code}\n{output}{talk}");
        return talk;
    }
}
