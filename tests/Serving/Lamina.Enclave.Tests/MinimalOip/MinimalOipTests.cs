using Lamina.Client;

namespace Lamina.Enclave.Tests.MinimalOip;

/// <summary>Any server of the published protocol can be the worker.</summary>
public sealed class MinimalOipTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Infer_BehindAServerThatKnowsOnlyTheSpecification_EqualsTheWholeModel(bool tail)
    {
        await using TestEnclave reference = await TestEnclave.StartAsync(tail: tail);
        (string Name, long[] Shape) output = (reference.Plan.Body.Outputs[0].Name, [.. reference.Plan.Body.Outputs[0].Shape]);
        await using MinimalOipServer server = await MinimalOipServer.StartAsync(input => reference.Body(input), output);
        await using TestEnclave enclave = await TestEnclave.StartAsync(tail: tail, change: options => options with { Workers = [server.Address] });
        using LaminaClient client = await enclave.ConnectAsync();

        Assert.Equal(reference.Expected(TestEnclave.Input()), TestEnclave.Values(await client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken)));

        // Model name, a random id, one input with name, type and shape, its bytes: nothing else, and nothing beyond the protocol.
        ProtoMessage seen = Assert.Single(server.Seen);
        Assert.Equal([1, 3, 5, 7], seen.Fields);
        Assert.Matches("^body-[0-9a-f]{16}$", seen.Text(1));
        Assert.Matches("^[0-9a-f]{16}$", seen.Text(3));
        ProtoMessage input = ProtoMessage.Read(seen.Bytes(5).Single());
        Assert.Equal([1, 2, 3], input.Fields);
        Assert.Equal(("cut", "FP32"), (input.Text(1), input.Text(2)));
        Assert.Equal(ProtoMessage.Packed([1, 4, 2, 2]), input.Bytes(3).Single());
    }

    [Fact]
    public async Task Infer_ServerAnswersTooFewValues_IsASealed502OfTheWorker()
    {
        await using MinimalOipServer server = await MinimalOipServer.StartAsync(_ => [1, 2, 3], ("y", [1, 5]));
        await using TestEnclave enclave = await TestEnclave.StartAsync(change: options => options with { Workers = [server.Address] });
        using LaminaClient client = await enclave.ConnectAsync();

        LaminaClientException failed = await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken));

        Assert.Equal((502, 7, "worker"), (failed.Problem!.Status, failed.Problem.Step, failed.Problem.Party));
    }
}
