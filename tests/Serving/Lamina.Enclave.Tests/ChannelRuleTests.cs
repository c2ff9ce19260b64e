using Lamina.Attestation;
using Lamina.Client;
using Lamina.Protocol;
using Lamina.Protocol.Binding;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Protocol.Problems;
using Lamina.Protocol.Requests;
using Microsoft.Extensions.Time.Testing;

namespace Lamina.Enclave.Tests;

/// <summary>Rules of the channel, each broken by a host that lies or a clock that does, against a whole enclave. docs/protocol-tests.md lists them all.</summary>
public sealed class ChannelRuleTests
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_GenuineEpochEvidenceWhereFreshWasDemanded_IsRefusedAndNothingIsSent()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        byte[] epoch = (await LaminaClient.FetchEvidenceAsync(enclave.Address, default, None)).ToJson();
        Tamper network = new() { Answer = (path, body) => path == Endpoints.Evidence ? epoch : body };

        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => enclave.ConnectAsync(network));

        Assert.Contains(refused.Steps, step => step is { Name: BindingSteps.Mode, Status: StepStatus.Failed });
        Assert.DoesNotContain(network.Calls, call => call.Path == Endpoints.Infer);
    }

    [Fact]
    public async Task Connect_HostsClockFrozenInThePast_IsRefusedByTheClientsClock()
    {
        FakeTimeProvider frozen = new(TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(2));
        await using TestEnclave enclave = await TestEnclave.StartAsync(time: frozen);

        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => enclave.ConnectAsync());

        Assert.Contains(refused.Steps, step => step is { Name: BindingSteps.Expiry, Status: StepStatus.Failed });
    }

    [Fact]
    public async Task Connect_HostsClockAhead_IsRefusedForItsFarExpiry()
    {
        FakeTimeProvider ahead = new(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(2));
        await using TestEnclave enclave = await TestEnclave.StartAsync(time: ahead);

        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => enclave.ConnectAsync());

        Assert.Contains(refused.Steps, step => step is { Name: BindingSteps.Expiry, Status: StepStatus.Failed });
    }

    [Fact]
    public async Task Infer_PolicysSuiteNotOffered_SendsNothing()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        Tamper network = new();

        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(async () =>
        {
            using LaminaClient client = await enclave.ConnectAsync(network, policy => policy with { HpkeSuites = ["p256-sha256-chacha20poly1305"] });
            await client.InferAsync([TestEnclave.Input()], None);
        });

        Assert.Contains("p256-sha256-chacha20poly1305", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(network.Calls, call => call.Path == Endpoints.Infer);
    }

    [Fact]
    public async Task Infer_HostSaysTheKeyIsGone_IsSealedAnewEachTime()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        List<byte[]> sent = [];
        Tamper network = new()
        {
            Request = (path, body) =>
            {
                if (path != Endpoints.Infer)
                {
                    return body;
                }

                sent.Add([.. body]);
                return Tamper.Flip([.. body], body.Length - 1);
            },
        };
        using LaminaClient client = await enclave.ConnectAsync(network);

        await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([TestEnclave.Input()], None));

        // No encapsulated key and no ciphertext comes twice.
        Assert.Equal(1 + Endpoints.MaximumReverifications, sent.Count);
        Assert.Equal(sent.Count, sent.Select(body => Convert.ToHexString(body.AsSpan(7, 32))).Distinct().Count());
        Assert.Equal(sent.Count, sent.Select(body => Convert.ToHexString(body.AsSpan(body.Length - 32))).Distinct().Count());
        Assert.Empty(enclave.Workers[0].Seen);
    }

    [Fact]
    public async Task Infer_SameBytesSentAgain_AreOpenedOnce()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        BoundKeys keys = await SealedExchange.BindAsync(enclave.Address, enclave.Plan);
        using SealedRequest request = SealedExchange.Seal(keys, enclave.Plan, "{}"u8.ToArray());

        (int first, _) = await SealedExchange.PostAsync(enclave.Address, request);
        (int second, byte[] word) = await SealedExchange.PostAsync(enclave.Address, request);

        Assert.Equal((200, HostProblems.Key.Status), (first, second));
        Assert.Equal(HostProblems.Key.Body.ToArray(), word);
    }

    [Fact]
    public async Task Infer_ChunkedRequestWithoutItsEnd_RunsNothing()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        BoundKeys keys = await SealedExchange.BindAsync(enclave.Address, enclave.Plan);
        byte[] content = System.Text.Encoding.UTF8.GetBytes(Json());
        using SealedRequest request = SealedExchange.Seal(keys, enclave.Plan, content, MessageForm.Chunked);
        foreach (int length in (int[])[request.Encapsulated.Length - 1, request.Encapsulated.Length - 17, request.Encapsulated.Length / 2, 60])
        {
            (int status, _) = await SealedExchange.PostAsync(enclave.Address, request.Encapsulated[..length], request.MediaType);
            Assert.Equal(400, status);
        }

        Assert.Empty(enclave.Workers[0].Seen);
        (int whole, byte[] answer) = await SealedExchange.PostAsync(enclave.Address, request);
        Assert.Equal(200, whole);
        Assert.True(request.TryOpen(answer, out OpenedAnswer? opened, out string? fault), fault);
        using (opened)
        {
            Assert.Equal(200, opened.Response.Status);
        }

        Assert.Single(enclave.Workers[0].Seen);
    }

    [Fact]
    public async Task Infer_ContentCompressedInsideTheSeal_IsRefused()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        using MemoryStream packed = new();
        using (System.IO.Compression.GZipStream gzip = new(packed, System.IO.Compression.CompressionMode.Compress))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(Json()));
        }

        (int plain, _) = await SealedExchange.AskAsync(enclave.Address, enclave.Plan, System.Text.Encoding.UTF8.GetBytes(Json()));
        (int status, _) = await SealedExchange.AskAsync(enclave.Address, enclave.Plan, packed.ToArray());

        Assert.Equal((200, 400), (plain, status));
        Assert.Single(enclave.Workers[0].Seen);
    }

    [Fact]
    public async Task Keys_AfterARestart_OpenNothingThatWasSealedBefore()
    {
        await using TestEnclave before = await TestEnclave.StartAsync();
        await using TestEnclave after = await TestEnclave.StartAsync();
        BoundKeys keys = await SealedExchange.BindAsync(before.Address, before.Plan);
        using SealedRequest request = SealedExchange.Seal(keys, before.Plan, "{}"u8.ToArray());

        (int status, byte[] word) = await SealedExchange.PostAsync(after.Address, request);

        Assert.Equal(HostProblems.Key.Status, status);
        Assert.Equal(HostProblems.Key.Body.ToArray(), word);
    }

    private static string Json() =>
        $$$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,3,4,4],"data":[{{{string.Join(',', Enumerable.Range(0, 48))}}}]}],"parameters":{"binary_data_output":true}}""";
}
