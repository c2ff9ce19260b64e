using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Lamina.Attestation;
using Lamina.Attestation.Policies;
using Lamina.Client;
using Lamina.Client.Results;
using Lamina.OpenInference;
using Lamina.Protocol;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Problems;

namespace Lamina.Enclave.Tests;

/// <summary>The whole way of a request over real sockets, and everything on it that must be refused.</summary>
public sealed class ChannelTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Infer_ThroughSealedHeadAndBody_EqualsTheWholeModel(bool tail)
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync(tail: tail);
        using LaminaClient client = await enclave.ConnectAsync();
        InferTensor input = TestEnclave.Input();

        InferenceResult result = await client.InferAsync([input], TestContext.Current.CancellationToken);

        Assert.Equal(enclave.Expected(input), TestEnclave.Values(result));
        Assert.Equal([1, 2, 3, 4, 6, 7, 8], result.Steps.Select(step => step.Number));
        Assert.All(result.Steps, step => Assert.Equal(StepStatus.Passed, step.Status));
    }

    [Fact]
    public async Task Worker_SeesThePlansNamesAndNothingOfTheClients()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        using LaminaClient client = await enclave.ConnectAsync();

        await client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken);
        await client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken);

        List<InferRequest> seen = enclave.Workers[0].Seen;
        Assert.All(seen, request => Assert.Equal(("cut", 0), (request.Inputs.Single().Name, request.Outputs.Count)));
        Assert.Equal(2, seen.Select(request => request.Id).Distinct().Count());
    }

    [Fact]
    public async Task Sizes_OfDifferentInputsAndOfFailures_AreEqualOnTheWire()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        Tamper network = new();
        using LaminaClient client = await enclave.ConnectAsync(network);

        await client.InferAsync([TestEnclave.Input(1)], TestContext.Current.CancellationToken);
        await client.InferAsync([TestEnclave.Input(2)], TestContext.Current.CancellationToken);
        enclave.Workers[0].Lie = _ => OipFault.Invalid("no");
        await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([TestEnclave.Input(3)], TestContext.Current.CancellationToken));

        Assert.Single(network.Calls.Where(call => call.Path == Endpoints.Infer).Distinct());
    }

    [Fact]
    public async Task Connect_PolicyOfAnotherPlan_IsRefusedAtThePlanAndNothingIsSent()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        Tamper network = new();

        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => enclave.ConnectAsync(network, policy => policy with { Plan = new PlanDigests([new byte[32]]) }));

        Assert.Equal((LaminaFailure.EvidenceRefused, StepNames.PolicyPlan), (refused.Failure, refused.Steps.First(step => step.Status == StepStatus.Failed).Name));
        Assert.DoesNotContain(network.Calls, call => call.Path == Endpoints.Infer);
    }

    [Fact]
    public async Task Connect_PolicyOfAnotherMeasurement_IsRefusedAtTheMeasurement()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();

        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => enclave.ConnectAsync(
            change: policy => policy with { Simulated = policy.Simulated! with { Measurements = [MeasuredValue.Exactly(Enumerable.Repeat((byte)7, 32).ToArray())] } }));

        Assert.Equal(StepNames.PolicyMeasurement, refused.Steps.First(step => step.Status == StepStatus.Failed).Name);
    }

    [Fact]
    public async Task Connect_AnyByteOfTheEvidenceFlipped_IsRefused()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        Policy policy = await enclave.PolicyAsync();
        using LaminaClient honest = await enclave.ConnectAsync();
        int length = (await LaminaClient.FetchEvidenceAsync(enclave.Address, new byte[32], TestContext.Current.CancellationToken)).Evidence.Length;
        for (int index = 0; index < length; index++)
        {
            int flipped = index;
            Tamper network = new() { Answer = (_, body) => Changed(body, bundle => bundle with { Evidence = Tamper.Flip(bundle.Evidence.ToArray(), flipped) }) };
            LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => LaminaClient.ConnectAsync(new LaminaClientOptions { Server = enclave.Address, Policy = policy, Handler = network }));
            Assert.Equal(LaminaFailure.EvidenceRefused, refused.Failure);
        }
    }

    [Fact]
    public async Task Connect_KeyListPlanExpiryOrNonceReplaced_IsRefused()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        await using TestEnclave other = await TestEnclave.StartAsync();
        Policy policy = await enclave.PolicyAsync();
        EvidenceBundle foreign = await LaminaClient.FetchEvidenceAsync(other.Address, new byte[32], TestContext.Current.CancellationToken);
        Func<EvidenceBundle, EvidenceBundle>[] changes =
        [
            bundle => bundle with { KeyList = foreign.KeyList },
            bundle => bundle with { KeyList = bundle.KeyList[..(2 + (bundle.KeyList.Span[0] << 8) + bundle.KeyList.Span[1])] }, // stripped to its first key
            bundle => bundle with { NotAfter = bundle.NotAfter + 1 },
            bundle => bundle with { Nonce = new byte[32] },
            bundle => bundle with { Plan = Tamper.Flip(bundle.Plan.ToArray(), bundle.Plan.Length / 2) },
            bundle => bundle with { Mode = Protocol.Binding.EvidenceMode.Epoch, Nonce = default, NoncePath = null },
        ];
        foreach (Func<EvidenceBundle, EvidenceBundle> change in changes)
        {
            Tamper network = new() { Answer = (_, body) => Changed(body, change) };
            LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => LaminaClient.ConnectAsync(new LaminaClientOptions { Server = enclave.Address, Policy = policy, Handler = network }));
            Assert.Equal(LaminaFailure.EvidenceRefused, refused.Failure);
        }
    }

    [Fact]
    public async Task Connect_EvidenceOfAnEarlierNonce_IsRefused()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        Policy policy = await enclave.PolicyAsync();
        byte[] old = (await LaminaClient.FetchEvidenceAsync(enclave.Address, new byte[32], TestContext.Current.CancellationToken)).ToJson();
        Tamper network = new() { Answer = (_, _) => old };

        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => LaminaClient.ConnectAsync(new LaminaClientOptions { Server = enclave.Address, Policy = policy, Handler = network }));

        Assert.Contains(refused.Steps, step => step is { Name: Protocol.Binding.BindingSteps.Nonce, Status: StepStatus.Failed });
    }

    [Fact]
    public async Task Infer_SealedRequestFlipped_IsRefusedAfterTwoNewVerificationsAtMost()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        Tamper network = new() { Request = (path, body) => path == Endpoints.Infer ? Tamper.Flip(body, body.Length / 2) : body };
        using LaminaClient client = await enclave.ConnectAsync(network);

        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken));

        Assert.Equal(LaminaFailure.BadAnswer, refused.Failure);
        Assert.Equal((1 + Endpoints.MaximumReverifications, 1 + Endpoints.MaximumReverifications), (network.Calls.Count(call => call.Path == Endpoints.Evidence), network.Calls.Count(call => call.Path == Endpoints.Infer)));
    }

    [Fact]
    public async Task Infer_SealedAnswerFlipped_IsRefused()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        foreach (Func<byte[], int> place in new Func<byte[], int>[] { _ => 0, body => body.Length / 2, body => body.Length - 1 })
        {
            Tamper network = new() { Answer = (path, body) => path == Endpoints.Infer ? Tamper.Flip(body, place(body)) : body };
            using LaminaClient client = await enclave.ConnectAsync(network);
            LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken));
            Assert.Equal(LaminaFailure.ReplyRefused, refused.Failure);
        }
    }

    [Fact]
    public async Task Infer_ReplayUnknownKeyAndForgery_GetOneAndTheSameAnswer()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        byte[] captured = [];
        Tamper network = new() { Request = (path, body) => path == Endpoints.Infer ? captured = body : body };
        using (LaminaClient client = await enclave.ConnectAsync(network))
        {
            await client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken);
        }

        byte[] unknownKey = [.. captured];
        unknownKey[0] ^= 0x80;
        byte[] forged = Tamper.Flip(captured, captured.Length - 1);
        (HttpStatusCode, string)[] answers = [await PostAsync(enclave, captured), await PostAsync(enclave, unknownKey), await PostAsync(enclave, forged)];

        Assert.All(answers, answer => Assert.Equal(((HttpStatusCode)HostProblems.Key.Status, Encoding.UTF8.GetString(HostProblems.Key.Body.Span)), answer));
        Assert.Single(enclave.Workers[0].Seen);
    }

    [Fact]
    public async Task Infer_OversizeBody_IsRefusedBeforeItIsRead()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        (HttpStatusCode status, _) = await PostAsync(enclave, new byte[enclave.Plan.Limits.RequestBytes * 4]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
    }

    [Fact]
    public async Task Infer_WrongShape_IsASealedBadRequest()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        using LaminaClient client = await enclave.ConnectAsync();
        InferTensor flat = new("x", DataType.Fp32, [1, 48], TestEnclave.Input().Data);

        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([flat], TestContext.Current.CancellationToken));

        Assert.Equal((400, 4, "client"), (refused.Problem!.Status, refused.Problem.Step, refused.Problem.Party));
        Assert.Empty(enclave.Workers[0].Seen);
    }

    private static byte[] Changed(byte[] body, Func<EvidenceBundle, EvidenceBundle> change)
    {
        Assert.True(EvidenceBundle.TryParse(body, out EvidenceBundle? bundle, out string? refusal), refusal);
        return change(bundle!).ToJson();
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(TestEnclave enclave, byte[] body)
    {
        using HttpClient http = new();
        using ByteArrayContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.OhttpRequest);
        using HttpResponseMessage response = await http.PostAsync(new Uri(enclave.Address, Endpoints.Infer), content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
