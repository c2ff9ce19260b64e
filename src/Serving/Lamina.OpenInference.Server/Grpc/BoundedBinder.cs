using Grpc.Core;
using Lamina.OpenInference.Wire;

namespace Lamina.OpenInference.Server.Grpc;

/// <summary>Registers the generated calls with requests that are measured on their raw bytes before they are parsed.</summary>
internal sealed class BoundedBinder(ServiceBinderBase inner) : ServiceBinderBase
{
    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) => inner.AddMethod(
        new Method<TRequest, TResponse>(
            method.Type, method.ServiceName, method.Name, BoundedMarshaller.Of(method.RequestMarshaller, static fault => fault.Grpc()), method.ResponseMarshaller),
        handler);
}
