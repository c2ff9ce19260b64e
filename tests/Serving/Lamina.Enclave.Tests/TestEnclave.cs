using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Lamina.Attestation;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Simulated;
using Lamina.Client;
using Lamina.Client.Results;
using Lamina.Enclave.Hosting;
using Lamina.OpenInference;
using Lamina.Plans;
using Lamina.Protocol.Bundles;
using Lamina.Runtime;
using Lamina.Shared.Serve;
using Lamina.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Lamina.Enclave.Tests;

/// <summary>An enclave in this process, simulated TEE, with real workers behind it and a real client before it.</summary>
internal sealed class TestEnclave : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<TestWorker> _workers = [];
    private EnclaveHost _host = null!;

    private TestEnclave()
    {
    }

    public Plan Plan { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public string PlanFolder => _folder.Path;

    public IReadOnlyList<TestWorker> Workers => _workers;

    public static async Task<TestEnclave> StartAsync(
        int workers = 1, bool tail = false, TimeProvider? time = null, Func<EnclaveOptions, EnclaveOptions>? change = null, IEvidenceIssuer? issuer = null, Action<TempFolder>? prepare = null,
        Func<string, Plan>? plan = null,
        Action<WebApplication>? web = null)
    {
        TestEnclave enclave = new();
        enclave.Plan = plan?.Invoke(enclave._folder.Path) ?? TinyPlan.Write(enclave._folder.Path, tail);
        prepare?.Invoke(enclave._folder);
        for (int i = 0; i < workers; i++)
        {
            enclave._workers.Add(await TestWorker.StartAsync(enclave._folder.Path, enclave.Plan));
        }

        EnclaveOptions options = new()
        {
            PlanFolder = enclave._folder.Path,
            Workers = [.. enclave._workers.Select(worker => worker.Address)],
            Listen = ["127.0.0.1:0"],
            AcceptVerdict = PlanVerdict.Unjudged,
            WorkerDeadline = TimeSpan.FromSeconds(5),
        };
        options = change is null ? options : change(options);
        enclave._host = await EnclaveHost.BuildAsync(options, issuer ?? new SimulatedTeeIssuer(new byte[32]), time ?? TimeProvider.System);
        web?.Invoke(enclave._host.Web);
        await enclave._host.Web.StartAsync();
        enclave.Address = new Uri(enclave._host.Web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(address => address.Contains("127.0.0.1", StringComparison.Ordinal)));
        return enclave;
    }

    /// <summary>The policy that <c>attest policy</c> would write.</summary>
    public Task<Policy> PolicyAsync() => PolicyAsync(Address);

    /// <summary>The same for any enclave.</summary>
    public static async Task<Policy> PolicyAsync(Uri address)
    {
        EvidenceBundle bundle = await LaminaClient.FetchEvidenceAsync(address, RandomNumberGenerator.GetBytes(32));
        VerificationResult genuine = EvidenceVerifier.Verify(bundle.Evidence, CollateralSet.Empty, TimeProvider.System.GetUtcNow());
        return PolicyWriter.FromEvidence(genuine, [SHA256.HashData(bundle.Plan.Span)], TimeProvider.System.GetUtcNow());
    }

    public async Task<LaminaClient> ConnectAsync(HttpMessageHandler? handler = null, Func<Policy, Policy>? change = null, TimeProvider? time = null, string? token = null)
    {
        Policy policy = await PolicyAsync();
        return await LaminaClient.ConnectAsync(new LaminaClientOptions { Server = Address, Policy = change is null ? policy : change(policy), Handler = handler, Time = time ?? TimeProvider.System, Token = token });
    }

    /// <summary>Some input, the same for the same seed.</summary>
    public static InferTensor Input(int seed = 1)
    {
        Random random = new(seed);
        float[] values = [.. Enumerable.Range(0, 48).Select(_ => random.NextSingle())];
        return new InferTensor("x", DataType.Fp32, [1, 3, 4, 4], MemoryMarshal.AsBytes<float>(values).ToArray());
    }

    /// <summary>What head and body give without an enclave between them.</summary>
    public float[] Expected(InferTensor input)
    {
        using Session head = Session.Load(_folder["head.onnx"]);
        using TensorBuffer x = TensorBuffer.Allocate(Onnx.ElementType.Float, 1, 3, 4, 4);
        input.Data.Span.CopyTo(x.Bytes);
        using TensorDictionary cut = head.Run(new Dictionary<string, TensorBuffer> { ["x"] = x });
        using Session body = Session.Load(_folder["body.onnx"]);
        using TensorDictionary after = body.Run(cut);
        if (Plan.Tail is null)
        {
            return after["y"].Values<float>().ToArray();
        }

        using Session tail = Session.Load(_folder["tail.onnx"]);
        using TensorDictionary y = tail.Run(after);
        return y["y"].Values<float>().ToArray();
    }

    /// <summary>The body alone.</summary>
    public float[] Body(float[] cut)
    {
        using Session body = Session.Load(_folder["body.onnx"]);
        using TensorBuffer input = TensorBuffer.Copy<float>(cut, 1, 4, 2, 2);
        using TensorDictionary output = body.Run(new Dictionary<string, TensorBuffer> { ["cut"] = input });
        return output[Plan.Body.Outputs[0].Name].Values<float>().ToArray();
    }

    public static float[] Values(InferenceResult result) => MemoryMarshal.Cast<byte, float>(result.Outputs.Single().Data.Span).ToArray();

    /// <summary>What SIGTERM starts.</summary>
    public Task StopAsync() => _host.Web.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.Web.StopAsync();
        await _host.DisposeAsync();
        foreach (TestWorker worker in _workers)
        {
            await worker.DisposeAsync();
        }

        _folder.Dispose();
    }
}
