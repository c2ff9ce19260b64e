using Google.Protobuf;
using Grpc.Core;

namespace Lamina.OpenInference.Wire;

/// <summary>Reads messages of strangers: <see cref="MessageScan"/> first, then the generated parser.</summary>
internal static class BoundedMarshaller
{
    /// <summary>The same marshaller with the scan before it.</summary>
    /// <param name="inner">What the generated code uses.</param>
    /// <param name="refuse">Makes the exception that gRPC carries on.</param>
    public static Marshaller<T> Of<T>(Marshaller<T> inner, Func<OipFault, Exception> refuse)
        where T : class
    {
        int raw = typeof(T) == typeof(ModelInferRequest) ? MessageScan.RawOfRequest : typeof(T) == typeof(ModelInferResponse) ? MessageScan.RawOfAnswer : 0;
        return Marshallers.Create(inner.ContextualSerializer, context =>
        {
            if (MessageScan.Refuse(context.PayloadAsReadOnlySequence(), raw) is { } fault)
            {
                throw refuse(fault);
            }

            try
            {
                return inner.ContextualDeserializer(context);
            }
            catch (InvalidProtocolBufferException)
            {
                // Its base class is that of broken connections; this one says that the peer wrote nonsense.
                throw refuse(OipFault.Invalid("the message is no protobuf message of this call"));
            }
        });
    }
}
