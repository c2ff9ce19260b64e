using System.Text;
using Lamina.Enclave.Loading;
using Lamina.Enclave.Telemetry;
using Lamina.Protocol;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Gateway;
using Lamina.Protocol.Issuing;
using Lamina.Protocol.Problems;

namespace Lamina.Enclave.Http;

/// <summary>The unsealed side of an enclave: keys, plan, evidence, health. What is answered here is the host's to read and to change.</summary>
internal sealed class EnclaveEndpoints(LoadedPlan loaded, RequestKeys keys, EvidenceDesk desk, Readiness readiness, SealedEndpoint sealedRequests, EnclaveTelemetry telemetry, ILogger<EnclaveEndpoints> logger)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Endpoints.Keys, (RequestDelegate)(context => Answer.BytesAsync(context, 200, MediaTypes.OhttpKeys, keys.Published.KeyList)));
        routes.MapGet(Endpoints.Plan, (RequestDelegate)(context => Answer.BytesAsync(context, 200, MediaTypes.Json, loaded.Bytes)));
        routes.MapPost(Endpoints.Evidence, (RequestDelegate)EvidenceAsync);
        routes.MapPost(Endpoints.Infer, (RequestDelegate)sealedRequests.HandleAsync);
        routes.MapGet("/health/live", (RequestDelegate)(context => Answer.BytesAsync(context, 200, MediaTypes.Json, "{\"live\":true}"u8.ToArray())));
        routes.MapGet("/health/ready", (RequestDelegate)ReadyAsync);
    }

    private Task ReadyAsync(HttpContext context) => readiness.WhyNot is { } why
        ? Answer.BytesAsync(context, 503, MediaTypes.Json, Encoding.ASCII.GetBytes($"{{\"ready\":false,\"why\":\"{why}\"}}"))
        : Answer.BytesAsync(context, 200, MediaTypes.Json, "{\"ready\":true}"u8.ToArray());

    /// <summary>Step 1.</summary>
    private async Task EvidenceAsync(HttpContext context)
    {
        using Body? body = await Body.ReadAsync(context, EvidenceRequest.MaximumBytes, context.RequestAborted);
        if (body is null)
        {
            await Answer.ProblemAsync(context, new Problem(Problem.TypePrefix + "evidence-request", "The request for evidence cannot be used.", 413) { Detail = $"At most {EvidenceRequest.MaximumBytes} bytes are accepted." });
            return;
        }

        if (!EvidenceRequest.TryParse(body.Bytes, out EvidenceRequest? request, out string? refusal))
        {
            await Answer.ProblemAsync(context, new Problem(Problem.TypePrefix + "evidence-request", "The request for evidence cannot be used.", 400) { Detail = refusal });
            return;
        }

        try
        {
            if (await desk.AskAsync(request, context.RequestAborted) is { } bundle)
            {
                telemetry.Evidence("given");
                await Answer.BytesAsync(context, 200, MediaTypes.Json, bundle.ToJson());
                return;
            }

            telemetry.Evidence("too-many");
            context.Response.Headers.RetryAfter = "1";
            await Answer.ProblemAsync(context, new Problem(Problem.TypePrefix + "too-many", "Too many clients wait for evidence.", 429));
        }
        catch (IOException fault)
        {
            telemetry.Evidence("failed");
            logger.LogEvidenceFailed(fault.Message);
            await Answer.ProblemAsync(context, new Problem(Problem.TypePrefix + "evidence", "The platform gave no evidence.", 503) { Step = 1, Party = "enclave" });
        }
    }
}
