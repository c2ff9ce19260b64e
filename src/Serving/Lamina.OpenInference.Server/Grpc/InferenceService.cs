using Grpc.Core;
using Lamina.OpenInference.Wire;

namespace Lamina.OpenInference.Server.Grpc;

/// <summary>The gRPC calls of the Open Inference Protocol v2, and Triton's configuration, statistics and repository index.</summary>
[BindServiceMethod(typeof(InferenceService), nameof(Bind))]
internal sealed class InferenceService(IInferenceBackend backend, InferLimits limits) : GRPCInferenceService.GRPCInferenceServiceBase
{
    /// <summary>Is called by gRPC in place of the generated method.</summary>
    public static void Bind(ServiceBinderBase binder, GRPCInferenceService.GRPCInferenceServiceBase? service) =>
        GRPCInferenceService.BindService(new BoundedBinder(binder), service);

    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerReadyResponse { Ready = backend.IsReady });

    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ModelReadyResponse { Ready = backend.IsReady && backend.TryFind(request.Name, request.Version, out _, out _) });

    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context)
    {
        var message = new ServerMetadataResponse { Name = backend.Server.Name, Version = backend.Server.Version };
        message.Extensions.AddRange(backend.Server.Extensions);
        return Task.FromResult(message);
    }

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(DescriptionMessages.ToMessage(Find(request.Name, request.Version)));

    public override async Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context)
    {
        if (!InferMessages.FromMessage(request, limits).Succeeded(out InferRequest? read, out OipFault? fault))
        {
            throw fault.Grpc();
        }

        Outcome<InferResponse> outcome = await backend.InferAsync(read, context.CancellationToken);
        return outcome.Succeeded(out InferResponse? response, out fault) ? InferMessages.ToMessage(response) : throw fault.Grpc();
    }

    public override Task<ModelConfigResponse> ModelConfig(ModelConfigRequest request, ServerCallContext context) =>
        Task.FromResult(new ModelConfigResponse { Config = GrpcBodies.Config(Find(request.Name, request.Version)) });

    public override Task<ModelStatisticsResponse> ModelStatistics(ModelStatisticsRequest request, ServerCallContext context)
    {
        IEnumerable<ModelDescription> models = request.Name.Length == 0 ? backend.Models : [Find(request.Name, request.Version)];
        var message = new ModelStatisticsResponse();
        message.ModelStats.AddRange(models.Select(model => GrpcBodies.Statistics(model, backend.Counts(model))));
        return Task.FromResult(message);
    }

    public override Task<RepositoryIndexResponse> RepositoryIndex(RepositoryIndexRequest request, ServerCallContext context)
    {
        var message = new RepositoryIndexResponse();
        bool ready = backend.IsReady;
        if (ready || !request.Ready)
        {
            string state = ready ? "READY" : "UNAVAILABLE";
            message.Models.AddRange(backend.Models.SelectMany(model => model.Versions.Select(version =>
                new RepositoryIndexResponse.Types.ModelIndex { Name = model.Name, Version = version, State = state })));
        }

        return Task.FromResult(message);
    }

    private ModelDescription Find(string name, string version) =>
        backend.TryFind(name, version, out ModelDescription? model, out OipFault? fault) ? model : throw fault.Grpc();
}
