using Lamina.Protocol;
using Lamina.Protocol.Problems;

namespace Lamina.Enclave.Http;

/// <summary>Writes whole answers.</summary>
internal static class Answer
{
    /// <summary>Bytes of a media type; nothing may keep them.</summary>
    public static async Task BytesAsync(HttpContext context, int status, string mediaType, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = body.Length;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>One of the few answers to a sealed request that leave unsealed.</summary>
    public static Task HostProblemAsync(HttpContext context, HostProblem problem) => BytesAsync(context, problem.Status, MediaTypes.Problem, problem.Body);

    /// <summary>A problem document with its own status.</summary>
    public static Task ProblemAsync(HttpContext context, Problem problem) => BytesAsync(context, problem.Status, MediaTypes.Problem, problem.ToJson());
}
