using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Lamina.OpenInference;
using Lamina.Testing;

namespace Lamina.Enclave.Tests;

/// <summary>tests/interop/js/client.mjs, written from docs/protocol.md alone, against the real enclave.</summary>
public sealed class JavaScriptClientTests
{
    [Theory]
    [InlineData("xwing-sha256-aes256gcm")]
    [InlineData("p256-sha256-aes128gcm")]
    public async Task Client_RealEnclave_GetsWhatTheModelComputes(string suite)
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync(tail: true);
        float[] input = [.. Enumerable.Range(0, 48).Select(i => i / 8f)];

        Node.Run run = await Node.RunAsync("client.mjs", [enclave.Address.ToString().TrimEnd('/'), enclave.Plan.Digest().ToString(), suite]);

        Assert.True(run.ExitCode == 0, run.Errors);
        JsonElement result = JsonDocument.Parse(Encoding.UTF8.GetBytes(run.Output)).RootElement;
        Assert.Equal((0, 200), (result.GetProperty("attempt").GetInt32(), result.GetProperty("status").GetInt32()));
        byte[] content = result.GetProperty("content").GetBytesFromBase64();
        float[] expected = enclave.Expected(new InferTensor("x", DataType.Fp32, [1, 3, 4, 4], MemoryMarshal.AsBytes<float>(input).ToArray()));
        Assert.Equal(expected, MemoryMarshal.Cast<byte, float>(content.AsSpan(content.Length - (sizeof(float) * expected.Length))).ToArray());
    }

    [Fact]
    public async Task Client_PolicyOfAnotherPlan_SendsNothing()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        Node.Run run = await Node.RunAsync("client.mjs", [enclave.Address.ToString().TrimEnd('/'), new string('0', 64), "xwing-sha256-aes256gcm"]);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("binding-plan", run.Errors, StringComparison.Ordinal);
        Assert.Empty(enclave.Workers[0].Seen);
    }
}
