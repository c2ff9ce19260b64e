using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
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
        string numbers = string.Join(',', MemoryMarshal.Cast<byte, float>(input.Data.Span).ToArray().Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
        string json = $$$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,3,4,4],"data":[{{{numbers}}}]}],"parameters":{"binary_data_output":false}}""";
        string answered = "";
        using (LaminaClient client = await LaminaClient.ConnectAsync(new LaminaClientOptions { Server = enclave.Address, Policy = await TestEnclave.PolicyAsync(enclave.Address) }, None))
        {
            for (int i = 0; i < Requests; i++)
            {
                InferenceResult answer = await client.InferAsync([input], None);
                result = answer.Outputs.Single().Data.ToArray();
            }

            // The same picture as JSON text, answered as JSON text.
            for (int i = 0; i < Requests; i++)
            {
                (int status, byte[] content) = await SealedExchange.AskAsync(enclave.Address, other.Plan, Encoding.UTF8.GetBytes(json));
                Assert.Equal(200, status);
                answered = JsonDocument.Parse(content).RootElement.GetProperty("outputs")[0].GetProperty("data").GetRawText().Trim('[', ']');
            }

            // A request that is refused after it was opened, too.
            await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([new InferTensor("x", DataType.Fp32, [48], input.Data)], None));
        }

        // Windows of 5 floats: what a convolution lays out anew for itself has no row of this picture (4 wide) and a bit.
        const int window = 5 * sizeof(float);
        List<byte[]> secrets = [.. Enumerable.Range(0, input.Data.Length / window).Select(i => input.Data.Slice(i * window, window).ToArray()), result];
        secrets.AddRange(Windows(numbers, window));
        secrets.AddRange(Windows(answered, window));
        byte[] known = other.Plan.ToBytes().AsSpan(0, window).ToArray();
        int[] found = ProcessMemory.Count(enclave.Id, [.. secrets, known]);

        Assert.True(found[^1] > 0, "the scan does not even find the plan: it is broken");
        Assert.All(found[..^1], count => Assert.Equal(0, count));
        Assert.True(answered.Length > window && numbers.Length > window);
        Assert.True(MemoryMarshal.Cast<byte, float>(result).IndexOfAnyExcept(0) >= 0);
    }

    private static IEnumerable<byte[]> Windows(string text, int length) =>
        Enumerable.Range(0, text.Length / length).Select(i => Encoding.UTF8.GetBytes(text.Substring(i * length, length)));
}
