using System.Diagnostics;
using System.Runtime.InteropServices;
using Lamina.Attestation;
using Lamina.Client.Results;
using Lamina.Client.Sessions;
using Lamina.Client.Transport;
using Lamina.Images;
using Lamina.OpenInference;
using Lamina.Plans;
using Lamina.Protocol.BinaryHttp;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Hpke;

namespace Lamina.Client;

/// <summary>
/// Sends sealed requests to an enclave that it has verified. No byte of an input leaves before the evidence was accepted under the policy.
/// With several servers each is verified for itself; a request is sealed to one and, if that one fails, sealed anew to the next.
/// Safe for concurrent use.
/// </summary>
public sealed class LaminaClient : IDisposable
{
    private const int MaxTokenLength = 1024;

    private readonly LaminaClientOptions _options;
    private readonly EnclaveSession[] _sessions;
    private volatile int _current;

    private LaminaClient(LaminaClientOptions options, EnclaveSession[] sessions, int current, Plan plan)
    {
        (_options, _sessions, _current, Plan) = (options, sessions, current, plan);
    }

    /// <summary>The checks that the evidence of the enclave now in use passed.</summary>
    public VerificationResult Verification => _sessions[_current].Verified!.Result;

    /// <summary>Where the enclave now in use listens.</summary>
    public Uri Server => _sessions[_current].Server;

    /// <summary>The plan that the evidence binds. A client stays with the plan it was opened for: after an upgrade, open another.</summary>
    public Plan Plan { get; }

    /// <summary>Steps 1 and 2: asks every server for evidence and judges it.</summary>
    /// <param name="options">Where, and what is demanded.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LaminaClientException">
    /// No server gave evidence that was accepted; the exception is the first server's, and <see cref="LaminaClientException.Steps"/> names the check.
    /// </exception>
    /// <exception cref="ArgumentException">The policy names a suite that this client does not speak, or the token is none.</exception>
    public static async Task<LaminaClient> ConnectAsync(LaminaClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        HpkeSuite[] suites = [.. options.Policy.HpkeSuites.Select(name => HpkeSuite.TryParse(name, out HpkeSuite suite) ? suite : throw new ArgumentException($"The policy names the suite '{name}', which this client does not speak.", nameof(options)))];
        HttpField[] authorization = options.Token is { } token ? [Authorization(token)] : [];
        EnclaveSession[] sessions = [.. new[] { options.Server }.Concat(options.MoreServers).Select(server => new EnclaveSession(server, options, suites, authorization))];
        try
        {
            LaminaClientException?[] faults = await Task.WhenAll(sessions.Select(session => session.TryVerifyAsync(cancellationToken)));
            int first = Array.FindIndex(faults, fault => fault is null);
            if (first < 0)
            {
                throw faults[0]!;
            }

            foreach ((int index, LaminaClientException? fault) in faults.Index().Where(entry => entry.Item is not null))
            {
                options.Warn?.Invoke($"{sessions[index].Server} is left out for now: {fault!.Message}");
            }

            return new LaminaClient(options, sessions, first, sessions[first].Verified!.Plan);
        }
        catch
        {
            Array.ForEach(sessions, session => session.Dispose());
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
        using EnclaveTransport transport = new(server, new LaminaClientOptions { Server = server, Policy = null! });
        return await VerifiedEnclave.FetchAsync(transport, nonce, TimeProvider.System, cancellationToken);
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
    public void Dispose() => Array.ForEach(_sessions, session => session.Dispose());

    private async Task<InferenceResult> InferAsync(IReadOnlyList<InferTensor> inputs, long started, CancellationToken cancellationToken)
    {
        int first = _current;
        for (int attempt = 0; ; attempt++)
        {
            int index = (first + attempt) % _sessions.Length;
            EnclaveSession session = _sessions[index];
            try
            {
                InferenceResult result = await session.InferAsync(inputs, Plan, started, cancellationToken);
                _current = index;
                return result;
            }
            catch (LaminaClientException fault) when (attempt + 1 < _sessions.Length && IsOfTheEnclave(fault))
            {
                // Nothing that was sealed is sent on: the next enclave has keys of its own.
                _options.Warn?.Invoke($"{session.Server} failed, the request goes to the next: {fault.Message}");
            }
        }
    }

    private static HttpField Authorization(string token) => token.Length is > 0 and <= MaxTokenLength && token.All(character => character is > ' ' and <= '~')
        ? HttpField.Create("authorization", $"Bearer {token}")
        : throw new ArgumentException($"The token is empty, longer than {MaxTokenLength} characters, or holds a blank or something that is not ASCII.", nameof(token));

    /// <summary>Whether another enclave could do better; what was wrong with the request would be wrong there too.</summary>
    private static bool IsOfTheEnclave(LaminaClientException fault) => fault.Failure != LaminaFailure.NotRemembered && fault.Problem is not { Status: >= 400 and < 500 and not 429 };
}
