using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lamina.Enclave.Tests.MinimalOip;

/// <summary>
/// An inference server written by hand from the published protocol (open_inference_grpc.proto) and nothing else: no code of ours, no generated code, no
/// library for gRPC. It knows the six calls, answers tensors as typed contents, adds no field that is not demanded, and computes what it is told to.
/// </summary>
internal sealed class MinimalOipServer : IAsyncDisposable
{
    private const int FrameHeader = 5;

    private readonly WebApplication _web;
    private readonly Func<float[], float[]> _body;
    private readonly (string Name, long[] Shape) _output;

    private MinimalOipServer(Func<float[], float[]> body, (string Name, long[] Shape) output)
    {
        (_body, _output) = (body, output);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _web = builder.Build();
        _web.MapPost("/inference.GRPCInferenceService/{call}", AnswerAsync);
    }

    /// <summary>Where it listens.</summary>
    public string Address => _web.Urls.Single().Replace("http://", "", StringComparison.Ordinal);

    /// <summary>Every inference request, field by field.</summary>
    public List<ProtoMessage> Seen { get; } = [];

    /// <summary>What <c>ModelReady</c> answers.</summary>
    public bool Ready { get; set; } = true;

    /// <param name="body">The model: one float tensor to another.</param>
    /// <param name="output">Name and shape of what it gives.</param>
    public static async Task<MinimalOipServer> StartAsync(Func<float[], float[]> body, (string Name, long[] Shape) output)
    {
        MinimalOipServer server = new(body, output);
        await server._web.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        ProtoMessage request = ProtoMessage.Read(body.ToArray().AsSpan(FrameHeader));
        byte[]? answer = (string?)context.GetRouteValue("call") switch
        {
            "ServerLive" or "ServerReady" => ProtoMessage.Write((1, 1UL)),
            "ModelReady" => ProtoMessage.Write((1, Ready ? 1UL : 0UL)),
            "ModelInfer" => Infer(request),
            _ => null,
        };
        context.Response.ContentType = "application/grpc";
        if (answer is not null)
        {
            byte[] frame = new byte[FrameHeader + answer.Length];
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), answer.Length);
            answer.CopyTo(frame, FrameHeader);
            await context.Response.Body.WriteAsync(frame);
        }

        context.Response.AppendTrailer("grpc-status", answer is null ? "12" : "0");
    }

    /// <summary>ModelInferRequest: 1 model_name, 3 id, 5 inputs, 7 raw_input_contents. ModelInferResponse: 1 model_name, 3 id, 5 outputs.</summary>
    private byte[] Infer(ProtoMessage request)
    {
        lock (Seen)
        {
            Seen.Add(request);
        }

        float[] input = new float[request.Bytes(7).Single().Length / sizeof(float)];
        Buffer.BlockCopy(request.Bytes(7).Single(), 0, input, 0, input.Length * sizeof(float));
        float[] output = _body(input);

        // InferTensorContents: 6 fp32_contents, packed. InferOutputTensor: 1 name, 2 datatype, 3 shape, 5 contents.
        byte[] values = new byte[output.Length * sizeof(float)];
        Buffer.BlockCopy(output, 0, values, 0, values.Length);
        byte[] tensor = ProtoMessage.Write(
            (1, Encoding.UTF8.GetBytes(_output.Name)), (2, "FP32"u8.ToArray()), (3, ProtoMessage.Packed(_output.Shape)), (5, ProtoMessage.Write((6, values))));
        return ProtoMessage.Write((1, request.Bytes(1).Single()), (3, request.Bytes(3).Single()), (5, tensor));
    }
}
