using System.Diagnostics;
using System.Globalization;
using Lamina.Enclave.Access;
using Lamina.Enclave.Inference;
using Lamina.Enclave.Loading;
using Lamina.Enclave.Telemetry;
using Lamina.OpenInference;
using Lamina.OpenInference.Json;
using Lamina.OpenInference.Memory;
using Lamina.Plans;
using Lamina.Protocol;
using Lamina.Protocol.BinaryHttp;
using Lamina.Protocol.Gateway;
using Lamina.Protocol.Problems;
using Lamina.Shared.Serve;

namespace Lamina.Enclave.Http;

/// <summary>
/// Steps 4 and 8 around the inference: opens a sealed request, and seals whatever comes of it. Once a request is open every answer is sealed, has the
/// plan's one size and status 200 outside, failures included, also those that nobody foresaw.
/// </summary>
internal sealed class SealedEndpoint(
    LoadedPlan loaded, RequestKeys keys, AccessControl access, InferencePipeline pipeline, Admission admission, RequestCeilings ceilings, EnclaveTelemetry telemetry, TimeProvider time, ILogger<SealedEndpoint> logger)
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

        telemetry.Entered();
        try
        {
            await OpenAsync(context);
        }
        catch (OutOfMemoryException) when (!context.Response.HasStarted)
        {
            // The heap's limit is part of the program: this request is given up, those under way go on. It was not opened: that is seen to below.
            logger.LogNoMemory(4);
            await Answer.ProblemAsync(context, new Problem(Problem.TypePrefix + "memory", "The enclave has no memory for another request.", 503));
        }
        finally
        {
            telemetry.Left();
        }
    }

    private async Task OpenAsync(HttpContext context)
    {
        if (MediaTypes.FormOf(context.Request.ContentType) is not { } form)
        {
            await Answer.HostProblemAsync(context, HostProblems.Form);
            return;
        }

        (Body? read, HostProblem? problem) = await ReadAsync(context);
        using Body? body = read;
        if (body is null)
        {
            await Answer.HostProblemAsync(context, problem!);
            return;
        }

        // 4. Open; a chunked request up to its final chunk or not at all. Unknown key, expired key, failed opening and replay look alike from outside.
        StepClock clock = new(time);
        if (!keys.TryOpen(body.Bytes.Span, form, out OpenedRequest? opened, out RequestRefusal refusal))
        {
            telemetry.NotOpened(refusal);
            logger.LogNotOpened(refusal);
            await Answer.HostProblemAsync(context, HostProblems.For(refusal));
            return;
        }

        using (opened)
        {
            await AnswerAsync(context, opened, clock);
        }
    }

    /// <summary>The body, or why there is none. It holds a place while it comes, so it has a deadline.</summary>
    private async Task<(Body? Body, HostProblem? Problem)> ReadAsync(HttpContext context)
    {
        using CancellationTokenSource deadline = new(ceilings.BodyTime, time);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            Body? body = await Body.ReadAsync(context, keys.MaximumRequestBytes, end.Token);
            return (body, body is null ? HostProblems.TooLarge : null);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return (null, HostProblems.Slow);
        }
    }

    /// <summary>Seals and sends whatever comes of an opened request. From here on nothing leaves unsealed: what cannot be sealed or sent ends the connection.</summary>
    private async Task AnswerAsync(HttpContext context, OpenedRequest opened, StepClock clock)
    {
        try
        {
            using CancellationTokenSource deadline = new(ceilings.Time, time);
            using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
            byte[] answer = await AnswerAsync(opened, clock, end.Token, context.RequestAborted);
            await Answer.BytesAsync(context, 200, opened.AnswerMediaType, answer);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            context.Abort();
            if (fault is OutOfMemoryException)
            {
                logger.LogNoMemory(clock.Current);
            }
            else if (fault is not IOException)
            {
                // A connection that broke is nobody's fault here.
                logger.LogUnforeseen(clock.Current, fault.GetType().Name);
            }
        }
    }

    private async Task<byte[]> AnswerAsync(OpenedRequest opened, StepClock clock, CancellationToken end, CancellationToken gone)
    {
        using Activity? trace = telemetry.StartRequest();
        EnclaveFault? fault = null;
        try
        {
            using ScratchMemory scratch = new();
            (InferRequest request, IReadOnlyList<HttpField> fields) = Read(opened, scratch);
            using IDisposable? admitted = access.Enter(fields);
            using OwnedTensors outputs = await pipeline.RunAsync(request, clock, end);

            // 8. Seal for that client; the buffers are zeroed on the way out.
            byte[] answer = Seal(opened, request, outputs, clock, scratch);
            clock.End(8);
            telemetry.Answered(clock);
            logger.LogAnswered(Milliseconds(clock, 4), Milliseconds(clock, 6), Milliseconds(clock, 7), Milliseconds(clock, 8));
            return answer;
        }
        catch (EnclaveFaultException failed)
        {
            fault = failed.Fault;
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            fault = new EnclaveFault(504, clock.Current, Party.Enclave, "The request took longer than this enclave allows.");
        }
        catch (OutOfMemoryException)
        {
            logger.LogNoMemory(clock.Current);
            fault = new EnclaveFault(503, clock.Current, Party.Enclave, "The enclave has no memory left for the request.");
        }
        catch (Exception unforeseen) when (unforeseen is not OperationCanceledException)
        {
            // Its kind and nothing of its text, which may quote what was being worked on.
            logger.LogUnforeseen(clock.Current, unforeseen.GetType().Name);
            fault = new EnclaveFault(500, clock.Current, Party.Enclave, "The enclave failed in a way that should not happen.");
        }
        finally
        {
            telemetry.Trace(trace, clock, fault);
        }

        telemetry.Failed(fault);
        logger.LogFailed(fault.Step, fault.Party, fault.Status);
        return opened.SealProblem(new Problem(Problem.TypePrefix + "inference", "The request has no answer.", fault.Status)
        {
            Detail = fault.Detail,
            Step = fault.Step,
            Party = fault.Party.Name(),
        });
    }

    private (InferRequest Request, IReadOnlyList<HttpField> Fields) Read(OpenedRequest opened, ScratchMemory scratch)
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
        return InferJson.ReadRequest(http.Content, headerLength, (loaded.Plan.ModelName(), ""), limits, scratch).Succeeded(out InferRequest? request, out OipFault? fault)
            ? (request, http.Fields)
            : throw Bad(fault.Message);
    }

    private byte[] Seal(OpenedRequest opened, InferRequest request, OwnedTensors outputs, StepClock clock, ScratchMemory scratch)
    {
        InferResponse response = new()
        {
            ModelName = loaded.Plan.ModelName(),
            Id = request.Id,
            Outputs = [.. outputs.Specs
                .Where(spec => request.Outputs.Count == 0 || request.Outputs.Any(asked => asked.Name == spec.Name))
                .Select(spec => new InferTensor(spec.Name, WireTypes.Of(spec.Type), [.. spec.Shape], outputs[spec.Name].Memory))],
        };
        if (!InferJson.Write(response, request, scratch).Succeeded(out InferBody? body, out OipFault? fault))
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
}
