using Lamina.Onnx;
using Lamina.Onnx.Text;
using Lamina.Testing;

namespace Lamina.Integration.Tests;

/// <summary>lamina proxy between the unmodified Triton client and a sealed enclave, all of them processes.</summary>
public sealed class ProxyTests
{
    private const string Graph = """
        sums (float[1,3] x) => (float[1,3] z) <float[3] w = {1, 2, 3}> {
          y = Add(x, w)
          z = Add(y, y)
        }
        """;

    [Fact]
    public async Task UnmodifiedTritonClient_ThroughTheProxy_IsServedSealed()
    {
        string python = await TritonPython.FindAsync();
        using TempFolder folder = new();
        (LaminaProgram server, Uri address) = await ServeAsync(folder);
        await using (server)
        {
            await WritePolicyAsync(address, folder);
            (LaminaProgram proxy, string listens) = await LaminaProgram.StartAsync("lamina-proxy: ready on ", "proxy", "--server", address.ToString(), "--policy", folder["policy.json"], "--listen", "127.0.0.1:0");
            await using (proxy)
            {
                (int code, string text) = await TritonPython.RunAsync(python, TritonPython.Script("proxy.py"), listens, "sums");
                Assert.True(code == 0, text);
                Assert.Matches(@"passed \d{2,}", text);
                (code, _) = await proxy.TerminateAsync();
                Assert.Equal(0, code);
                Assert.Equal(2, proxy.Talk.Split("SIMULATED").Length - 1);
            }
        }
    }

    [Fact]
    public async Task Proxy_PolicyOfAnotherPlan_RefusesBeforeItListens()
    {
        using TempFolder folder = new();
        (LaminaProgram server, Uri address) = await ServeAsync(folder);
        await using (server)
        {
            await WritePolicyAsync(address, folder);
            string policy = await File.ReadAllTextAsync(folder["policy.json"]);
            await File.WriteAllTextAsync(folder["policy.json"], System.Text.RegularExpressions.Regex.Replace(policy, "(?<=\"plan\"[^\"]*\"[^\"]*\"[^\"]*\")[0-9a-f]{64}", new string('0', 64)));
            (int code, _, string talk) = await LaminaProgram.RunAsync("proxy", "--server", address.ToString(), "--policy", folder["policy.json"], "--listen", "127.0.0.1:0");
            Assert.Equal(3, code);
            Assert.Contains("policy-plan", talk, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Proxy_WithoutItsTwoWords_NamesBoth()
    {
        (int code, _, string talk) = await LaminaProgram.RunAsync("proxy");
        Assert.Equal(2, code);
        Assert.Contains("--server is missing", talk, StringComparison.Ordinal);
        Assert.Contains("--policy is missing", talk, StringComparison.Ordinal);
    }

    private static async Task<(LaminaProgram Program, Uri Address)> ServeAsync(TempFolder folder)
    {
        using OnnxModel model = GraphText.Parse(Graph);
        await File.WriteAllBytesAsync(folder["sums.onnx"], model.ToArray());
        (int code, _, string talk) = await LaminaProgram.RunAsync("split", folder["sums.onnx"], "--at", "y", "-o", folder["plan"]);
        Assert.True(code == 0, talk);
        return await LaminaProgram.ServeAsync(folder["plan"], "--tee", "simulated", "--accept-verdict", "unjudged", "--listen", "127.0.0.1:0");
    }

    private static async Task WritePolicyAsync(Uri address, TempFolder folder)
    {
        (int code, _, string talk) = await LaminaProgram.RunAsync("attest", "get", "--server", address.ToString(), "-o", folder["evidence.json"]);
        Assert.True(code == 0, talk);
        (code, _, talk) = await LaminaProgram.RunAsync("attest", "policy", folder["evidence.json"], "-o", folder["policy.json"]);
        Assert.True(code == 0, talk);
    }
}
