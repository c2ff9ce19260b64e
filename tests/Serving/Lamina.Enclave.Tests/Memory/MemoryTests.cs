using System.Runtime.InteropServices;
using Lamina.Client;
using Lamina.Client.Results;
using Lamina.OpenInference;

namespace Lamina.Enclave.Tests.Memory;

/// <summary>What an idle enclave still holds of the requests it has answered: nothing of inputs, nothing of what its tail computed.</summary>
public sealed class MemoryTests
{
    private const int Requests = 40;
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Fact]
    public async Task IdleEnclave_AfterRequests_HoldsNoInputAndNoResult()
    {
        await using TestEnclave other = await TestEnclave.StartAsync(tail: true);
        await using EnclaveProcess enclave = await EnclaveProcess.StartAsync(other.PlanFolder, other.Workers[0].Address);
        InferTensor input = TestEnclave.Input(seed: 20261123);
        byte[] result = [];
        using (LaminaClient client = await LaminaClient.ConnectAsync(new LaminaClientOptions { Server = enclave.Address, Policy = await TestEnclave.PolicyAsync(enclave.Address) }, None))
        {
            for (int i = 0; i < Requests; i++)
            {
                InferenceResult answer = await client.InferAsync([input], None);
                result = answer.Outputs.Single().Data.ToArray();
            }

            // A request that is refused after it was opened, too.
            await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([new InferTensor("x", DataType.Fp32, [48], input.Data)], None));
        }

        // Windows of 5 floats: what a convolution lays out anew for itself has no row of this picture (4 wide) and a bit.
        const int window = 5 * sizeof(float);
        List<byte[]> secrets = [.. Enumerable.Range(0, input.Data.Length / window).Select(i => input.Data.Slice(i * window, window).ToArray()), result];
        byte[] known = other.Plan.ToBytes().AsSpan(0, window).ToArray();
        int[] found = ProcessMemory.Count(enclave.Id, [.. secrets, known]);

        Assert.True(found[^1] > 0, "the scan does not even find the plan: it is broken");
        Assert.All(found[..^1], count => Assert.Equal(0, count));
        Assert.True(MemoryMarshal.Cast<byte, float>(result).IndexOfAnyExcept(0) >= 0);
    }
}
