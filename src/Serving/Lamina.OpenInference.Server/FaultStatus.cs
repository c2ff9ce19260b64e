using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Lamina.OpenInference.Server;

/// <summary>The HTTP and gRPC status of every refusal, as Triton gives them.</summary>
internal static class FaultStatus
{
    public static int Http(this OipFaultKind kind) => kind switch
    {
        OipFaultKind.InvalidArgument => StatusCodes.Status400BadRequest,
        OipFaultKind.NotFound => StatusCodes.Status404NotFound,
        OipFaultKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        OipFaultKind.Unsupported => StatusCodes.Status501NotImplemented,
        OipFaultKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    public static RpcException Grpc(this OipFault fault) => new(new Status(fault.Kind.GrpcCode(), fault.Message));

    public static StatusCode GrpcCode(this OipFaultKind kind) => kind switch
    {
        OipFaultKind.InvalidArgument => StatusCode.InvalidArgument,
        OipFaultKind.NotFound => StatusCode.NotFound,
        OipFaultKind.TooLarge => StatusCode.ResourceExhausted,
        OipFaultKind.Unsupported => StatusCode.Unimplemented,
        OipFaultKind.Unavailable => StatusCode.Unavailable,
        _ => StatusCode.Internal,
    };
}
