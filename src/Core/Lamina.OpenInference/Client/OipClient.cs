using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Lamina.OpenInference.Wire;

namespace Lamina.OpenInference.Client;

/// <summary>
/// Calls an OIP v2 server over gRPC. Safe for use by many threads at once; calls share connections. What the peer or the network
/// does wrong comes back as an <see cref="OipFailure"/>, never as an exception.
/// </summary>
public sealed class OipClient : IDisposable
{
    private const int MaxPeerText = 500;

    private readonly OipClientOptions _options;
    private readonly SocketsHttpHandler _handler;
    private readonly GrpcChannel _channel;
    private readonly GRPCInferenceService.GRPCInferenceServiceClient _service;

    /// <summary>Prepares; connections are made by the first call.</summary>
    /// <exception cref="ArgumentException">Certificates are given for an address without TLS.</exception>
    public OipClient(OipClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.Address.UsesTls && (options.TrustedRoots is not null || options.ClientCertificate is not null))
        {
            throw new ArgumentException($"Certificates were given for '{options.Address}', which does not speak TLS.", nameof(options));
        }

        _options = options;
        _handler = OipTransport.Handler(options);
        _channel = GrpcChannel.ForAddress(options.Address.Url, new GrpcChannelOptions
        {
            HttpHandler = _handler,
            MaxSendMessageSize = options.Limits.MaxMessageBytes,
            MaxReceiveMessageSize = options.MaxAnswerBytes ?? options.Limits.MaxMessageBytes,
            ThrowOperationCanceledOnCancellation = false,
        });
        _service = new GRPCInferenceService.GRPCInferenceServiceClient(_channel.Intercept(new BoundedReplies()));
    }

    /// <summary>Where this client calls.</summary>
    public OipAddress Address => _options.Address;

    /// <summary>Runs a model. The answer's tensors are consistent in themselves; whether they are the wanted ones is for the caller to check.</summary>
    public Task<OipReply<InferResponse>> InferAsync(InferRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ModelInferRequest message = InferMessages.ToMessage(request);
        return message.CalculateSize() > _options.Limits.MaxMessageBytes
            ? Task.FromResult(new OipReply<InferResponse>(OipFailure.RequestTooLarge, ""))
            : CallAsync(call => _service.ModelInferAsync(message, call), answer => InferMessages.FromMessage(answer, _options.Limits), cancellation);
    }

    /// <summary>Asks what a model takes and gives.</summary>
    public Task<OipReply<ModelDescription>> ModelMetadataAsync(string name, string version = "", CancellationToken cancellation = default) => CallAsync(
        call => _service.ModelMetadataAsync(new ModelMetadataRequest { Name = name, Version = version }, call),
        answer => DescriptionMessages.FromMessage(answer, _options.Limits),
        cancellation);

    /// <summary>Whether the server and all its models can be asked.</summary>
    public Task<OipReply<OipReadiness>> ServerReadyAsync(CancellationToken cancellation = default) => CallAsync<ServerReadyResponse, OipReadiness>(
        call => _service.ServerReadyAsync(new ServerReadyRequest(), call), answer => new OipReadiness(answer.Ready), cancellation);

    /// <summary>Whether a model can be asked.</summary>
    public Task<OipReply<OipReadiness>> ModelReadyAsync(string name, string version = "", CancellationToken cancellation = default) => CallAsync<ModelReadyResponse, OipReadiness>(
        call => _service.ModelReadyAsync(new ModelReadyRequest { Name = name, Version = version }, call), answer => new OipReadiness(answer.Ready), cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _handler.Dispose();
    }

    private async Task<OipReply<T>> CallAsync<TAnswer, T>(
        Func<CallOptions, AsyncUnaryCall<TAnswer>> call, Func<TAnswer, Outcome<T>> read, CancellationToken cancellation)
        where T : class
    {
        // The deadline travels, so that the server drops what nobody waits for; this side keeps it whatever the server does.
        DateTime deadline = TimeProvider.System.GetUtcNow().Add(_options.Deadline).UtcDateTime;
        var options = new CallOptions(deadline: deadline, cancellationToken: cancellation);
        try
        {
            using AsyncUnaryCall<TAnswer> pending = call(options);
            TAnswer answer = await pending.ResponseAsync;
            return read(answer).Succeeded(out T? value, out OipFault? fault)
                ? new OipReply<T>(value)
                : new OipReply<T>(OipFailure.ReplyMalformed, fault.Message);
        }
        catch (RpcException failed)
        {
            OipFailure failure = OipTransport.Classify(failed, cancellation.IsCancellationRequested);
            string text = failed.Status.Detail;
            return new OipReply<T>(failure, text.Length > MaxPeerText ? text[..MaxPeerText] : text);
        }
    }
}
