using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Lamina.Attestation;
using Lamina.Client.Results;
using Lamina.Client.Sessions;
using Lamina.Client.Transport;
using Lamina.Images;
using Lamina.OpenInference;
using Lamina.OpenInference.Json;
using Lamina.Plans;
using Lamina.Protocol;
using Lamina.Protocol.BinaryHttp;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.Problems;
using Lamina.Protocol.Requests;
using Lamina.Protocol.Sizes;

namespace Lamina.Client;

/// <summary>
/// Sends sealed requests to an enclave that it has verified. No byte of an input leaves before the evidence was accepted under the policy.
/// Safe for concurrent use.
/// </summary>
public sealed class LaminaClient : IDisposable
{
    private const int MaxTokenLength = 1024;

    private readonly LaminaClientOptions _options;
    private readonly EnclaveTransport _transport;
    private readonly HpkeSuite[] _suites;
    private readonly HttpField[] _authorization;
    private readonly SemaphoreSlim _verifying = new(1);
    private VerifiedEnclave _enclave;

    private LaminaClient(LaminaClientOptions options, EnclaveTransport transport, VerifiedEnclave enclave)
    {
        (_options, _transport, _enclave) = (options, transport, enclave);
        _authorization = options.Token is { } token ? [Authorization(token)] : [];
        _suites = [.. options.Policy.HpkeSuites.Select(name => HpkeSuite.TryParse(name, out HpkeSuite suite) ? suite : throw new ArgumentException($"The policy names the suite '{name}', which this client does not speak.", nameof(options)))];
    }

    /// <summary>The checks that the evidence passed.</summary>
    public VerificationResult Verification => _enclave.Result;

    /// <summary>The plan that the evidence binds.</summary>
    public Plan Plan => _enclave.Plan;

    /// <summary>Steps 1 and 2: asks for evidence and judges it.</summary>
    /// <param name="options">Where, and what is demanded.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LaminaClientException">No evidence came, or it was refused; <see cref="LaminaClientException.Steps"/> names the check.</exception>
    /// <exception cref="ArgumentException">The policy names a suite that this client does not speak, or the token is none.</exception>
    public static async Task<LaminaClient> ConnectAsync(LaminaClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        EnclaveTransport transport = new(options);
        try
        {
            return new LaminaClient(options, transport, await VerifiedEnclave.VerifyAsync(transport, options, cancellationToken));
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    /// <summary>Fetches evidence without judging it, for a person to look at. Nothing may be sent on the strength of it.</summary>
    /// <param name="server">Where the enclave listens.</param>
    /// <param name="nonce">32 bytes for fresh evidence; empty for epoch evidence.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LaminaClientException">What came is no evidence.</exception>
    public static async Task<EvidenceBundle> FetchEvidenceAsync(Uri server, ReadOnlyMemory<byte> nonce, CancellationToken cancellationToken = default)
    {
        using EnclaveTransport transport = new(new LaminaClientOptions { Server = server, Policy = null! });
        return await VerifiedEnclave.FetchAsync(transport, nonce, cancellationToken);
    }

    /// <summary>Steps 3 to 8 for a picture: preprocesses it as the plan says.</summary>
    /// <param name="picture">8-bit RGB of any size.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">The plan says nothing of pictures.</exception>
    /// <exception cref="LaminaClientException">There is no answer.</exception>
    public async Task<PictureResult> ClassifyAsync(Picture picture, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Plan plan = Plan;
        if (plan.Preprocessing is not { } preprocessing || plan.Inputs.Length != 1)
        {
            throw new InvalidOperationException("The plan says nothing of pictures: it has no preprocessing, or not exactly one input.");
        }

        long started = Stopwatch.GetTimestamp();
        PicturePreprocessor preprocessor = new(preprocessing);
        byte[] tensor = GC.AllocateArray<byte>(sizeof(float) * preprocessor.TensorLength, pinned: true);
        try
        {
            preprocessor.Apply(picture, MemoryMarshal.Cast<byte, float>(tensor.AsSpan()));
            InferTensor input = new(plan.Inputs[0].Name, DataType.Fp32, [.. plan.Inputs[0].Shape], tensor);
            InferenceResult inference = await InferAsync([input], started, cancellationToken);
            return new PictureResult(Predictions.Rank(inference.Outputs[0], preprocessing), inference);
        }
        finally
        {
            tensor.AsSpan().Clear();
        }
    }

    /// <summary>Steps 3 to 8 for tensors.</summary>
    /// <param name="inputs">Exactly the plan's inputs. Only read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LaminaClientException">There is no answer.</exception>
    public Task<InferenceResult> InferAsync(IReadOnlyList<InferTensor> inputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return InferAsync(inputs, Stopwatch.GetTimestamp(), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transport.Dispose();
        _verifying.Dispose();
    }

    private async Task<InferenceResult> InferAsync(IReadOnlyList<InferTensor> inputs, long started, CancellationToken cancellationToken)
    {
        VerifiedEnclave enclave = _enclave;
        for (int reverified = 0; ; reverified++)
        {
            // Expiry is judged by this side's clock.
            if (enclave.Keys.HasExpired(_options.Time))
            {
                enclave = await ReverifyAsync(enclave, cancellationToken);
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

    private static HttpField Authorization(string token) => token.Length is > 0 and <= MaxTokenLength && token.All(character => character is > ' ' and <= '~')
        ? HttpField.Create("authorization", $"Bearer {token}")
        : throw new ArgumentException($"The token is empty, longer than {MaxTokenLength} characters, or holds a blank or something that is not ASCII.", nameof(token));

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
                .. _authorization,
            ],

            // Straight from the caller's tensors into the buffer that is sealed and wiped: no copy between.
            Content = body.Json,
            MoreContent = body.Tensors,
        };
        return SealedRequest.TryCreate(enclave.Keys, _suites, request, SizesOf(enclave.Plan), out SealedRequest? sealedRequest, out string? refusal)
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

    private async Task<VerifiedEnclave> ReverifyAsync(VerifiedEnclave old, CancellationToken cancellationToken)
    {
        await _verifying.WaitAsync(cancellationToken);
        try
        {
            // Whoever waited here while another verified uses that one's result.
            return _enclave = ReferenceEquals(_enclave, old) ? await VerifiedEnclave.VerifyAsync(_transport, _options, cancellationToken) : _enclave;
        }
        finally
        {
            _verifying.Release();
        }
    }

    private static MessageSizes SizesOf(Plan plan) => new((int)plan.Limits.RequestBytes, (int)plan.Limits.AnswerBytes);
}
