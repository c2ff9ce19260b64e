namespace Lamina.OpenInference;

/// <summary>Why a request cannot be answered, in the classes that v2 servers tell apart.</summary>
public enum OipFaultKind
{
    /// <summary>The request itself is wrong. HTTP 400, gRPC INVALID_ARGUMENT.</summary>
    InvalidArgument,

    /// <summary>No such model or version. HTTP 404, gRPC NOT_FOUND.</summary>
    NotFound,

    /// <summary>Larger than this server takes. HTTP 413, gRPC RESOURCE_EXHAUSTED.</summary>
    TooLarge,

    /// <summary>The protocol allows it, this server does not offer it. HTTP 501, gRPC UNIMPLEMENTED.</summary>
    Unsupported,

    /// <summary>Not now: starting, draining, or the queue is full. HTTP 503, gRPC UNAVAILABLE.</summary>
    Unavailable,

    /// <summary>The model failed on a request that looked right. HTTP 500, gRPC INTERNAL.</summary>
    Internal,
}

/// <summary>A refusal: its class, and one sentence for the peer that never quotes tensor contents.</summary>
/// <param name="Kind">Class of the refusal.</param>
/// <param name="Message">What was found and what was wanted.</param>
public sealed record OipFault(OipFaultKind Kind, string Message)
{
    /// <summary>A request that is wrong in itself.</summary>
    public static OipFault Invalid(string message) => new(OipFaultKind.InvalidArgument, message);
}
