using Lamina.Onnx;
using Lamina.OpenInference;
using Lamina.OpenInference.Client;
using Lamina.OpenInference.Server;
using Lamina.OpenInference.Server.Listening;
using Lamina.Runtime;
using Microsoft.AspNetCore.Builder;

namespace Lamina.Planning.Tests.Profiling;

/// <summary>A real OIP server on the loopback interface that runs float models by name, and counts how often.</summary>
internal sealed class SessionServer : IInferenceBackend, IAsyncDisposable
{
    private readonly Dictionary<string, Session> _sessions;
    private WebApplication? _app;

    public SessionServer(params (string Name, OnnxModel Model)[] models) =>
        _sessions = models.ToDictionary(pair => pair.Name, pair => Session.Load(pair.Model.ToArray()));

    public Dictionary<string, int> Runs { get; } = [];

    public ServerDescription Server { get; } = new("test", "1", []);

    public bool IsReady => true;

    public IReadOnlyList<ModelDescription> Models => [.. _sessions.Keys.Select(name => new ModelDescription { Name = name, Inputs = [], Outputs = [] })];

    public async Task<OipClientOptions> StartAsync()
    {
        Assert.True(ListenAddress.TryParse("127.0.0.1:0", out ListenAddress? listen, out string? fault), fault);
        _app = OipServer.Build(OipServer.CreateBuilder(new OipServerOptions { Listen = [listen] }, this));
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Assert.True(OipAddress.TryParse(OipServer.Addresses(_app).Single(), out OipAddress? address, out fault), fault);
        return new OipClientOptions { Address = address };
    }

    public async ValueTask<Outcome<InferResponse>> InferAsync(InferRequest request, CancellationToken cancellation)
    {
        if (!_sessions.TryGetValue(request.ModelName, out Session? session))
        {
            return new OipFault(OipFaultKind.NotFound, $"no '{request.ModelName}' here");
        }

        Runs[request.ModelName] = Runs.GetValueOrDefault(request.ModelName) + 1;
        Dictionary<string, TensorBuffer> inputs = request.Inputs.ToDictionary(
            tensor => tensor.Name,
            tensor => TensorBuffer.Copy<float>(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.Data.Span), tensor.Shape));
        using TensorDictionary outputs = await session.RunAsync(inputs, cancellation: cancellation);
        return new InferResponse
        {
            ModelName = request.ModelName,
            Outputs = [.. outputs.Select(pair => new InferTensor(pair.Key, pair.Value.Type == ElementType.Int64 ? DataType.Int64 : DataType.Fp32, pair.Value.Shape.ToArray(), pair.Value.Bytes.ToArray()))],
        };
    }

    public ModelCounts Counts(ModelDescription model) => ModelCounts.Empty;

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        _sessions.Values.ToList().ForEach(session => session.Dispose());
    }
}
