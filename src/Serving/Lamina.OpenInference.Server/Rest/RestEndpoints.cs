using System.Globalization;
using Lamina.OpenInference.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lamina.OpenInference.Server.Rest;

/// <summary>The REST calls of the Open Inference Protocol v2, and Triton's configuration, statistics and repository index.</summary>
internal sealed class RestEndpoints(IInferenceBackend backend, InferLimits limits)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2", ServerAsync);
        routes.MapGet("/v2/health/live", context => RestReply.JsonAsync(context, new LiveBody(true), RestJson.Default.LiveBody));
        routes.MapGet("/v2/health/ready", ReadyAsync);
        routes.MapGet("/v2/models/stats", StatisticsAsync);
        routes.MapPost("/v2/repository/index", IndexAsync);
        foreach (string model in (string[])["/v2/models/{model}", "/v2/models/{model}/versions/{version}"])
        {
            routes.MapGet(model, MetadataAsync);
            routes.MapGet(model + "/ready", ModelReadyAsync);
            routes.MapGet(model + "/config", ConfigAsync);
            routes.MapGet(model + "/stats", StatisticsAsync);
            routes.MapPost(model + "/infer", InferAsync);
        }
    }

    private static string Name(HttpContext context) => (string?)context.GetRouteValue("model") ?? "";

    private static string Version(HttpContext context) => (string?)context.GetRouteValue("version") ?? "";

    private Task ServerAsync(HttpContext context) => RestReply.JsonAsync(
        context, new ServerBody(backend.Server.Name, backend.Server.Version, backend.Server.Extensions), RestJson.Default.ServerBody);

    private Task ReadyAsync(HttpContext context)
    {
        bool ready = backend.IsReady;
        int status = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return RestReply.JsonAsync(context, new ReadyBody(true, ready), RestJson.Default.ReadyBody, status);
    }

    private Task ModelReadyAsync(HttpContext context)
    {
        // Triton answers 400 both for a model that it does not know and for one that is not ready.
        bool known = backend.TryFind(Name(context), Version(context), out ModelDescription? model, out OipFault? fault);
        return !known ? RestReply.ErrorAsync(context, StatusCodes.Status400BadRequest, fault!.Message)
            : !backend.IsReady ? RestReply.ErrorAsync(context, StatusCodes.Status400BadRequest, $"model '{model!.Name}' is not ready")
            : RestReply.JsonAsync(context, new ModelReadyBody(model!.Name, true), RestJson.Default.ModelReadyBody);
    }

    private Task MetadataAsync(HttpContext context) => backend.TryFind(Name(context), Version(context), out ModelDescription? model, out OipFault? fault)
        ? RestReply.JsonAsync(context, RestBodies.Metadata(model), RestJson.Default.ModelBody)
        : RestReply.FaultAsync(context, fault);

    private Task ConfigAsync(HttpContext context) => backend.TryFind(Name(context), Version(context), out ModelDescription? model, out OipFault? fault)
        ? RestReply.JsonAsync(context, RestBodies.Config(model), RestJson.Default.ConfigBody)
        : RestReply.FaultAsync(context, fault);

    private Task StatisticsAsync(HttpContext context)
    {
        IReadOnlyList<ModelDescription> models = backend.Models;
        if (Name(context) is { Length: > 0 } name)
        {
            if (!backend.TryFind(name, Version(context), out ModelDescription? model, out OipFault? fault))
            {
                return RestReply.FaultAsync(context, fault);
            }

            models = [model];
        }

        var body = new StatsBody([.. models.Select(model => RestBodies.Statistics(model, backend.Counts(model)))]);
        return RestReply.JsonAsync(context, body, RestJson.Default.StatsBody);
    }

    private Task IndexAsync(HttpContext context)
    {
        string state = backend.IsReady ? "READY" : "UNAVAILABLE";
        IReadOnlyList<IndexBody> index = [.. backend.Models.SelectMany(model => model.Versions.Select(version => new IndexBody(model.Name, version, state, "")))];
        return RestReply.JsonAsync(context, index, RestJson.Default.IReadOnlyListIndexBody);
    }

    private async Task InferAsync(HttpContext context)
    {
        RequestBody.Read body = await RequestBody.ReadAsync(context.Request, limits.MaxMessageBytes, context.RequestAborted);
        if (body.Status != StatusCodes.Status200OK)
        {
            await RestReply.ErrorAsync(context, body.Status, body.Message);
            return;
        }

        if (!Read(context, body.Body).Succeeded(out InferRequest? request, out OipFault? fault))
        {
            await RestReply.FaultAsync(context, fault);
            return;
        }

        Outcome<InferResponse> outcome = await backend.InferAsync(request, context.RequestAborted);
        if (!outcome.Succeeded(out InferResponse? response, out fault) || !InferJson.Write(response, request).Succeeded(out InferBody? answer, out fault))
        {
            await RestReply.FaultAsync(context, fault);
            return;
        }

        await RestReply.InferAsync(context, answer);
    }

    private Outcome<InferRequest> Read(HttpContext context, ReadOnlyMemory<byte> body)
    {
        string version = Version(context);
        string? header = context.Request.Headers[InferJson.HeaderLengthName];
        if (header is null)
        {
            return InferJson.ReadRequest(body, null, (Name(context), version), limits);
        }

        if (!int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out int length))
        {
            return OipFault.Invalid($"{InferJson.HeaderLengthName} is no whole number from 0 up");
        }

        if (length > 0)
        {
            return InferJson.ReadRequest(body, length, (Name(context), version), limits);
        }

        return backend.TryFind(Name(context), version, out ModelDescription? model, out OipFault? fault) ? RawRequest.Read(body, model, version) : fault;
    }
}
