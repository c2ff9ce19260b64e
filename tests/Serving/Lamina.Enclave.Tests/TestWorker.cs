using Lamina.OpenInference;
using Lamina.OpenInference.Server;
using Lamina.OpenInference.Server.Listening;
using Lamina.Plans;
using Lamina.Runtime;
using Microsoft.AspNetCore.Builder;

namespace Lamina.Enclave.Tests;

/// <summary>A real Open Inference Protocol server over gRPC that runs the body, and can be told to lie about the answer.</summary>
internal sealed class TestWorker : IInferenceBackend, IAsyncDisposable
{
    private readonly Session _body;
    private readonly Plan _plan;
    private readonly WebApplication _web;

    private TestWorker(Session body, Plan plan, Func<TestWorker, WebApplication> build)
    {
        (_body, _plan) = (body, plan);
        Models =
        [
            new ModelDescription
            {
                Name = plan.BodyModelName(),
                Inputs = [.. plan.Body.Inputs.Select(Describe)],
                Outputs = [.. plan.Body.Outputs.Select(Describe)],
            },
        ];
        _web = build(this);
    }

    /// <summary>Replaces honest answers.</summary>
    public Func<InferResponse, Outcome<InferResponse>>? Lie { get; set; }

    /// <summary>Every request that came.</summary>
    public List<InferRequest> Seen { get; } = [];

    /// <summary>Where it listens.</summary>
    public string Address => OipServer.Addresses(_web).Single();

    public ServerDescription Server { get; } = new("test", "1", []);

    public bool IsReady => true;

    public IReadOnlyList<ModelDescription> Models { get; }

    public static async Task<TestWorker> StartAsync(string folder, Plan plan)
    {
        Session body = Session.Load(Path.Combine(folder, plan.Body.File));
        Assert.True(ListenAddress.TryParse("127.0.0.1:0", out ListenAddress? address, out _));
        TestWorker worker = new(body, plan, self => OipServer.Build(OipServer.CreateBuilder(new OipServerOptions { Listen = [address] }, self)));
        await worker._web.StartAsync();
        return worker;
    }

    public ValueTask<Outcome<InferResponse>> InferAsync(InferRequest request, CancellationToken cancellation)
    {
        lock (Seen)
        {
            Seen.Add(request);
        }

        Dictionary<string, TensorBuffer> inputs = [];
        foreach (Plans.TensorSpec spec in _plan.Body.Inputs)
        {
            inputs.Add(spec.Name, TensorBuffer.Allocate(spec.Type == Plans.ElementType.Int64 ? Onnx.ElementType.Int64 : Onnx.ElementType.Float, [.. spec.Shape]));
            request.Inputs.Single(tensor => tensor.Name == spec.Name).Data.Span.CopyTo(inputs[spec.Name].Bytes);
        }

        Plans.TensorSpec output = _plan.Body.Outputs[0];
        using TensorBuffer answer = TensorBuffer.Allocate(Onnx.ElementType.Float, [.. output.Shape]);
        _body.Run(inputs, new Dictionary<string, TensorBuffer> { [output.Name] = answer }, cancellation);
        InferResponse honest = new() { ModelName = request.ModelName, Id = request.Id, Outputs = [new InferTensor(output.Name, DataType.Fp32, [.. output.Shape], answer.Bytes.ToArray())] };
        return ValueTask.FromResult(Lie is null ? honest : Lie(honest));
    }

    private static TensorDescription Describe(Plans.TensorSpec spec) => new(spec.Name, spec.Type == Plans.ElementType.Int64 ? DataType.Int64 : DataType.Fp32, [.. spec.Shape]);

    public ModelCounts Counts(ModelDescription model) => new();

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
        _body.Dispose();
    }
}
