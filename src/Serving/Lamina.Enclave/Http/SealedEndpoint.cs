using Lamina.Shared.Serve;
using System.Globalization;
using Lamina.Enclave.Inference;
using Lamina.Enclave.Loading;
using Lamina.OpenInference;
using Lamina.OpenInference.Json;
using Lamina.Plans;
using Lamina.Protocol;
using Lamina.Protocol.BinaryHttp;
using Lamina.Protocol.Gateway;
using Lamina.Protocol.Problems;

namespace Lamina.Enclave.Http;

/// <summary>
/// Steps 4 and 8 around the inference: opens a sealed request, and seals whatever comes of it. Once a request is open every answer is sealed, has the
/// plan's one size and status 200 outside, failures included.
/// </summary>
internal sealed partial class SealedEndpoint(LoadedPlan loaded, RequestKeys keys, InferencePipeline pipeline, Admission admission, TimeProvider time, ILogger<SealedEndpoint> logger)
{
    private static readonly InferLimits Limits = new();

    private readonly string _path = $"/v2/models/{loaded.Plan.ModelName()}/infer";

    /// <summary>Handles one <c>POST /lamina/v1/infer</c>.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        using Admission.Place? place = admission.TryEnter();
        if (place is null)
        {
            context.Response.Headers.RetryAfter = "1";
            await Answer.ProblemAsync(context, new Problem(Problem.TypePrefix + "too-many", "Too many requests are under way.", 429));
            return;
        }

        if (MediaTypes.FormOf(context.Request.ContentType) is not { } form)
        {
            await Answer.HostProblemAsync(context, HostProblems.Form);
            return;
        }

        using Body? body = await Body.ReadAsync(context, keys.MaximumRequestBytes);
        if (body is null)
        {
            await Answer.HostProblemAsync(context, HostProblems.TooLarge);
            return;
        }

        // 4. Open; a chunked request up to its final chunk or not at all. Unknown key, expired key, failed opening and replay look alike from outside.
        StepClock clock = new(time);
        if (!keys.TryOpen(body.Bytes.Span, form, out OpenedRequest? opened, out RequestRefusal refusal))
        {
            LogNotOpened(logger, refusal);
            await Answer.HostProblemAsync(context, HostProblems.For(refusal));
            return;
        }

        using (opened)
        {
            byte[] answer = await AnswerAsync(opened, clock, context.RequestAborted);
            await Answer.BytesAsync(context, 200, opened.AnswerMediaType, answer);
        }
    }

    private async Task<byte[]> AnswerAsync(OpenedRequest opened, StepClock clock, CancellationToken cancellationToken)
    {
        try
        {
            InferRequest request = Read(opened);
            using OwnedTensors outputs = await pipeline.RunAsync(request, clock, cancellationToken);

            // 8. Seal for that client; the buffers are zeroed on the way out.
            byte[] answer = Seal(opened, request, outputs, clock);
            clock.End(8);
            LogAnswered(logger, Milliseconds(clock, 4), Milliseconds(clock, 6), Milliseconds(clock, 7), Milliseconds(clock, 8));
            return answer;
        }
        catch (EnclaveFaultException failed)
        {
            EnclaveFault fault = failed.Fault;
            LogFailed(logger, fault.Step, fault.Party, fault.Status);
            return opened.SealProblem(new Problem(Problem.TypePrefix + "inference", "The request has no answer.", fault.Status)
            {
                Detail = fault.Detail,
                Step = fault.Step,
                Party = fault.Party.ToString().ToLowerInvariant(),
            });
        }
    }

    private InferRequest Read(OpenedRequest opened)
    {
        if (!opened.TryRead(out BinaryRequest? http, out string? refusal))
        {
            throw Bad(refusal);
        }

        if (http.Method != "POST" || http.Path != _path)
        {
            throw new EnclaveFaultException(new EnclaveFault(404, 4, Party.Client, $"Only POST {_path} is served."));
        }

        int? headerLength = null;
        if (http.Fields.TryGetSingle("inference-header-content-length", out ReadOnlyMemory<byte> value))
        {
            headerLength = int.TryParse(value.Span, NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                ? length
                : throw Bad("The field inference-header-content-length is no number.");
        }

        InferLimits limits = Limits with { MaxMessageBytes = http.Content.Length };
        return InferJson.ReadRequest(http.Content, headerLength, (loaded.Plan.ModelName(), ""), limits).Succeeded(out InferRequest? request, out OipFault? fault)
            ? request
            : throw Bad(fault.Message);
    }

    private byte[] Seal(OpenedRequest opened, InferRequest request, OwnedTensors outputs, StepClock clock)
    {
        InferResponse response = new()
        {
            ModelName = loaded.Plan.ModelName(),
            Id = request.Id,
            Outputs = [.. outputs.Specs
                .Where(spec => request.Outputs.Count == 0 || request.Outputs.Any(asked => asked.Name == spec.Name))
                .Select(spec => new InferTensor(spec.Name, WireTypes.Of(spec.Type), [.. spec.Shape], outputs[spec.Name].Memory))],
        };
        if (!InferJson.Write(response, request).Succeeded(out InferBody? body, out OipFault? fault))
        {
            throw Bad(fault.Message);
        }

        List<HttpField> fields = [HttpField.Create("content-type", body.HeaderLength is null ? MediaTypes.Json : "application/octet-stream"), HttpField.Create("server-timing", clock.ToServerTiming())];
        if (body.HeaderLength is { } header)
        {
            fields.Add(HttpField.Create("inference-header-content-length", header.ToString(CultureInfo.InvariantCulture)));
        }

        BinaryResponse sealedResponse = new() { Status = 200, Fields = fields, Content = body.Json, MoreContent = body.Tensors };
        return sealedResponse.EncodedLength <= loaded.Plan.Limits.AnswerBytes
            ? opened.Seal(sealedResponse)
            : throw Bad($"The answer in the form that was asked for has {sealedResponse.EncodedLength} bytes, answers of this plan have {loaded.Plan.Limits.AnswerBytes}; ask for binary outputs.");
    }

    private static double Milliseconds(StepClock clock, int number) => clock.Steps.Where(step => step.Number == number).Sum(step => step.Time.TotalMilliseconds);

    private static EnclaveFaultException Bad(string detail) => new(EnclaveFault.BadRequest(detail));

    [LoggerMessage(EventIds.NotOpened, LogLevel.Information, "step 4: a sealed request was not opened: {Refusal}")]
    private static partial void LogNotOpened(ILogger logger, RequestRefusal refusal);

    [LoggerMessage(EventIds.Answered, LogLevel.Information, "answered: step 4 {HeadMs:F1} ms, 5-6 {WorkerMs:F1} ms, 7 {TailMs:F1} ms, 8 {SealMs:F1} ms")]
    private static partial void LogAnswered(ILogger logger, double headMs, double workerMs, double tailMs, double sealMs);

    [LoggerMessage(EventIds.Failed, LogLevel.Warning, "step {Step} failed: {Party}, status {Status}")]
    private static partial void LogFailed(ILogger logger, int step, Party party, int status);
}
