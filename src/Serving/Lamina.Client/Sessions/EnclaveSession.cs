using System.Diagnostics;
using System.Globalization;
using Lamina.Attestation;
using Lamina.Client.Results;
using Lamina.Client.Transport;
using Lamina.OpenInference;
using Lamina.OpenInference.Json;
using Lamina.Plans;
using Lamina.Protocol;
using Lamina.Protocol.BinaryHttp;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.Problems;
using Lamina.Protocol.Requests;
using Lamina.Protocol.Sizes;

namespace Lamina.Client.Sessions;

/// <summary>One server: its connection, its enclave as last verified, and steps 3 to 8 with it. Safe for concurrent use.</summary>
internal sealed class EnclaveSession(Uri server, LaminaClientOptions options, HpkeSuite[] suites, HttpField[] authorization) : IDisposable
{
    private readonly EnclaveTransport _transport = new(server, options);
    private readonly SemaphoreSlim _verifying = new(1);
    private volatile VerifiedEnclave? _enclave;

    /// <summary>Where it listens.</summary>
    public Uri Server { get; } = server;

    /// <summary>The enclave as it was last accepted; null if it never was.</summary>
    public VerifiedEnclave? Verified => _enclave;

    /// <summary>Steps 1 and 2.</summary>
    /// <returns>Why the enclave was not accepted, or null.</returns>
    public async Task<LaminaClientException?> TryVerifyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReverifyAsync(_enclave, cancellationToken);
            return null;
        }
        catch (LaminaClientException fault)
        {
            return fault;
        }
    }

    /// <summary>Steps 3 to 8.</summary>
    /// <param name="inputs">Exactly the plan's inputs.</param>
    /// <param name="plan">The plan that they were prepared for.</param>
    /// <param name="started">When the caller began, by <see cref="Stopwatch"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LaminaClientException">There is no answer.</exception>
    public async Task<InferenceResult> InferAsync(IReadOnlyList<InferTensor> inputs, Plan plan, long started, CancellationToken cancellationToken)
    {
        VerifiedEnclave enclave = _enclave ?? await ReverifyAsync(null, cancellationToken);
        for (int reverified = 0; ; reverified++)
        {
            // Expiry is judged by this side's clock.
            if (enclave.Keys.HasExpired(options.Time))
            {
                enclave = await ReverifyAsync(enclave, cancellationToken);
            }

            if (!ReferenceEquals(enclave.Plan, plan) && enclave.Plan.Digest() != plan.Digest())
            {
                throw new LaminaClientException(LaminaFailure.BadAnswer, $"{Server} serves plan {enclave.Plan.Digest()} now; this client was opened for {plan.Digest()}.");
            }

            // 3. Seal anew each time: the same bytes again would be a replay.
            using SealedRequest request = Seal(enclave, inputs);
            RequestStep seal = new(3, RequestSteps.Name(3), StepStatus.Passed, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            long sent = Stopwatch.GetTimestamp();
            HostAnswer answer = await _transport.PostAsync(
                Endpoints.Infer, MediaTypes.OhttpRequest, request.Encapsulated, SizesOf(enclave.Plan).SealedResponse(request.Suite) + Problem.MaximumBytes, cancellationToken);
            if (answer is { Status: 200, MediaType: MediaTypes.OhttpResponse })
            {
                return Open(request, answer.Body, [.. enclave.TakeSteps(), seal], sent);
            }

            // The host's word may only cause a new verification under the same policy.
            bool keyGone = answer.MediaType == MediaTypes.Problem && Problem.FromJson(answer.Body) is { Type: HostProblems.KeyType };
            if (!keyGone || reverified == Endpoints.MaximumReverifications)
            {
                throw new LaminaClientException(LaminaFailure.BadAnswer, keyGone
                    ? $"The server says that it cannot open requests sealed to its own verified keys, {reverified} new verifications notwithstanding."
                    : $"The server answered {answer.Status} to a sealed request, unsealed; no word of it is believed.");
            }

            enclave = await ReverifyAsync(enclave, cancellationToken);
            started = Stopwatch.GetTimestamp();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transport.Dispose();
        _verifying.Dispose();
    }

    private SealedRequest Seal(VerifiedEnclave enclave, IReadOnlyList<InferTensor> inputs)
    {
        InferBody body = InferJson.Write(new InferRequest { ModelName = enclave.Plan.ModelName(), Inputs = inputs });
        BinaryRequest request = new()
        {
            Method = "POST",
            Path = $"/v2/models/{enclave.Plan.ModelName()}/infer",
            Fields =
            [
                HttpField.Create("content-type", "application/octet-stream"),
                HttpField.Create("inference-header-content-length", (body.HeaderLength ?? body.Json.Length).ToString(CultureInfo.InvariantCulture)),
                .. authorization,
            ],

            // Straight from the caller's tensors into the buffer that is sealed and wiped: no copy between.
            Content = body.Json,
            MoreContent = body.Tensors,
        };
        return SealedRequest.TryCreate(enclave.Keys, suites, request, SizesOf(enclave.Plan), out SealedRequest? sealedRequest, out string? refusal)
            ? sealedRequest
            : throw new LaminaClientException(LaminaFailure.BadAnswer, refusal);
    }

    private static InferenceResult Open(SealedRequest request, byte[] body, IReadOnlyList<RequestStep> before, long sent)
    {
        if (!request.TryOpen(body, out OpenedAnswer? answer, out string? refusal))
        {
            throw new LaminaClientException(LaminaFailure.ReplyRefused, refusal);
        }

        using (answer)
        {
            if (answer.Problem is { } problem)
            {
                throw new LaminaClientException(problem);
            }

            IReadOnlyList<InferTensor> outputs = ReadOutputs(answer.Response);
            double roundTrip = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            return new InferenceResult(outputs, [.. before, .. ServerTiming.Steps(answer.Response, roundTrip)], request.Encapsulated.Length, body.Length);
        }
    }

    private static InferTensor[] ReadOutputs(BinaryResponse response)
    {
        int? headerLength = response.Fields.TryGetSingle("inference-header-content-length", out ReadOnlyMemory<byte> value)
            && int.TryParse(value.Span, NumberStyles.None, CultureInfo.InvariantCulture, out int length) ? length : null;
        if (response.Status != 200)
        {
            throw new LaminaClientException(LaminaFailure.EnclaveFailed, $"The enclave answered {response.Status}.");
        }

        if (!InferJson.ReadResponse(response.Content, headerLength, new InferLimits { MaxMessageBytes = response.Content.Length }).Succeeded(out InferResponse? read, out OipFault? fault))
        {
            throw new LaminaClientException(LaminaFailure.ReplyRefused, $"The enclave's answer cannot be read: {fault.Message}");
        }

        // Copied out: the opened answer is wiped.
        return [.. read.Outputs.Select(output => new InferTensor(output.Name, output.DataType, output.Shape, output.Data.ToArray()))];
    }

    private async Task<VerifiedEnclave> ReverifyAsync(VerifiedEnclave? old, CancellationToken cancellationToken)
    {
        await _verifying.WaitAsync(cancellationToken);
        try
        {
            // Whoever waited here while another verified uses that one's result.
            return ReferenceEquals(_enclave, old) || _enclave is not { } newer ? _enclave = await VerifiedEnclave.VerifyAsync(_transport, options, cancellationToken) : newer;
        }
        finally
        {
            _verifying.Release();
        }
    }

    private static MessageSizes SizesOf(Plan plan) => new((int)plan.Limits.RequestBytes, (int)plan.Limits.AnswerBytes);
}
