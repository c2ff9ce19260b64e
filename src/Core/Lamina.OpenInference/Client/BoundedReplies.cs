using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Lamina.OpenInference.Wire;

namespace Lamina.OpenInference.Client;

/// <summary>Has every answer measured on its raw bytes before it is parsed. Safe for concurrent use.</summary>
internal sealed class BoundedReplies : Interceptor
{
    // gRPC keeps what it knows of a method for as long as the method: one of each for all calls.
    private readonly ConcurrentDictionary<IMethod, IMethod> _bounded = new();

    /// <inheritdoc/>
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var method = (Method<TRequest, TResponse>)_bounded.GetOrAdd(context.Method, static known => Bounded((Method<TRequest, TResponse>)known));
        return continuation(request, new ClientInterceptorContext<TRequest, TResponse>(method, context.Host, context.Options));
    }

    private static Method<TRequest, TResponse> Bounded<TRequest, TResponse>(Method<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class => new(
            method.Type, method.ServiceName, method.Name, method.RequestMarshaller, BoundedMarshaller.Of(method.ResponseMarshaller, static fault => new InvalidDataException(fault.Message)));
}
