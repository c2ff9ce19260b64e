using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lamina.OpenInference.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Lamina.OpenInference.Server.Rest;

/// <summary>Writes answers; every error has a JSON body with the one field <c>error</c>.</summary>
internal static class RestReply
{
    public static Task JsonAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(body, type);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        return context.Response.Body.WriteAsync(json, context.RequestAborted).AsTask();
    }

    public static Task ErrorAsync(HttpContext context, int status, string message) =>
        JsonAsync(context, new ErrorBody(message), RestJson.Default.ErrorBody, status);

    public static Task FaultAsync(HttpContext context, OipFault fault) => ErrorAsync(context, fault.Kind.Http(), fault.Message);

    public static async Task InferAsync(HttpContext context, InferBody body)
    {
        context.Response.ContentType = body.HeaderLength is null ? "application/json" : "application/octet-stream";
        context.Response.ContentLength = body.Length;
        if (body.HeaderLength is { } length)
        {
            context.Response.Headers[InferJson.HeaderLengthName] = new StringValues(length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        await body.WriteToAsync(context.Response.Body, context.RequestAborted);
    }
}
