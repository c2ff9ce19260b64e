using Lamina.Attestation;
using Lamina.Attestation.Policies;
using Lamina.Client;
using Lamina.Client.Results;
using Lamina.OpenInference;
using Lamina.Protocol;

namespace Lamina.Enclave.Tests;

/// <summary>Several enclaves of one plan: each is verified, one is used, the next takes over with a request that is sealed anew.</summary>
public sealed class MoreServersTests
{
    private readonly List<string> _warnings = [];

    [Fact]
    public async Task Infer_FirstEnclaveEnds_GoesSealedAnewToTheNext()
    {
        TestEnclave first = await TestEnclave.StartAsync();
        await using TestEnclave second = await TestEnclave.StartAsync();
        List<byte[]> sent = [];
        Tamper network = new() { Request = (path, body) => Kept(path, body, sent) };
        using LaminaClient client = await ConnectAsync(await first.PolicyAsync(), network, first.Address, second.Address);
        Assert.Equal(2, network.Calls.Count(call => call.Path == Endpoints.Evidence));
        InferTensor input = TestEnclave.Input();
        await client.InferAsync([input], TestContext.Current.CancellationToken);
        Assert.Equal(first.Address, client.Server);

        await first.DisposeAsync();
        InferenceResult result = await client.InferAsync([input], TestContext.Current.CancellationToken);

        Assert.Equal(second.Expected(input), TestEnclave.Values(result));
        Assert.Equal(second.Address, client.Server);
        Assert.Equal(3, sent.Count);
        Assert.NotEqual(sent[1], sent[2]);
        Assert.Contains(_warnings, warning => warning.Contains("the request goes to the next", StringComparison.Ordinal));

        // It stays with the one that answered.
        await client.InferAsync([input], TestContext.Current.CancellationToken);
        Assert.Equal(4, sent.Count);
    }

    [Fact]
    public async Task Connect_OneOfTwoIsRefused_UsesTheOtherAndSaysSo()
    {
        await using TestEnclave unsigned = await TestEnclave.StartAsync();
        await using TestEnclave signed = await TestEnclave.StartAsync(tail: true);
        using LaminaClient client = await ConnectAsync(await signed.PolicyAsync(), null, unsigned.Address, signed.Address);
        Assert.Equal(signed.Address, client.Server);
        Assert.Contains(_warnings, warning => warning.Contains("left out", StringComparison.Ordinal) && warning.Contains(StepNames.PolicyPlan, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connect_AllRefused_NamesTheFirstsStep()
    {
        await using TestEnclave first = await TestEnclave.StartAsync();
        await using TestEnclave second = await TestEnclave.StartAsync();
        Policy policy = await first.PolicyAsync() with { Plan = new PlanDigests([new byte[32]]) };
        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => ConnectAsync(policy, null, first.Address, second.Address));
        Assert.Equal(StepNames.PolicyPlan, refused.Steps.First(step => step.Status == StepStatus.Failed).Name);
    }

    [Fact]
    public async Task Infer_RequestItselfIsWrong_IsNotTriedElsewhere()
    {
        await using TestEnclave first = await TestEnclave.StartAsync();
        await using TestEnclave second = await TestEnclave.StartAsync();
        Tamper network = new();
        using LaminaClient client = await ConnectAsync(await first.PolicyAsync(), network, first.Address, second.Address);
        InferTensor flat = new("x", DataType.Fp32, [1, 48], TestEnclave.Input().Data);
        await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([flat], TestContext.Current.CancellationToken));
        Assert.Equal(1, network.Calls.Count(call => call.Path == Endpoints.Infer));
    }

    [Fact]
    public async Task Infer_WorkerBehindTheFirstIsDead_IsAnsweredByTheNext()
    {
        await using TestEnclave first = await TestEnclave.StartAsync();
        await using TestEnclave second = await TestEnclave.StartAsync();
        using LaminaClient client = await ConnectAsync(await first.PolicyAsync(), null, first.Address, second.Address);
        first.Workers[0].Lie = _ => OipFault.Invalid("no");
        InferTensor input = TestEnclave.Input();
        Assert.Equal(second.Expected(input), TestEnclave.Values(await client.InferAsync([input], TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Infer_NextServesAnotherAcceptedPlan_IsNotGivenAnInputOfThisOne()
    {
        TestEnclave first = await TestEnclave.StartAsync();
        await using TestEnclave second = await TestEnclave.StartAsync(tail: true);
        Policy policy = await first.PolicyAsync() with { Plan = new PlanDigests([first.Plan.Digest().ToBytes(), second.Plan.Digest().ToBytes()]) };
        using LaminaClient client = await ConnectAsync(policy, null, first.Address, second.Address);
        await first.DisposeAsync();
        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken));
        Assert.Contains($"serves plan {second.Plan.Digest()}", refused.Message, StringComparison.Ordinal);
        Assert.Empty(second.Workers[0].Seen);
    }

    private Task<LaminaClient> ConnectAsync(Policy policy, HttpMessageHandler? network, params Uri[] servers) => LaminaClient.ConnectAsync(
        new LaminaClientOptions { Server = servers[0], MoreServers = servers[1..], Policy = policy, Handler = network, Warn = _warnings.Add }, TestContext.Current.CancellationToken);

    private static byte[] Kept(string path, byte[] body, List<byte[]> sent)
    {
        if (path == Endpoints.Infer)
        {
            sent.Add(body);
        }

        return body;
    }
}
