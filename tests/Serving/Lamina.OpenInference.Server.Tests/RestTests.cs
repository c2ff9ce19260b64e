using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Lamina.OpenInference.Json;
using Lamina.OpenInference.Tensors;

namespace Lamina.OpenInference.Server.Tests;

public sealed class RestTests
{
    private const string Infer = "/v2/models/double%20it/infer";
    private const string Text = """{"id":"7","inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1.5,-2]}]}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v2/health/live", """{"live":true}""")]
    [InlineData("/v2/health/ready", """{"live":true,"ready":true}""")]
    [InlineData("/v2", """{"name":"fake","version":"1.0","extensions":["binary_tensor_data","model_configuration","model_repository","statistics"]}""")]
    [InlineData("/v2/models/double%20it/ready", """{"name":"double it","ready":true}""")]
    [InlineData("/v2/models/double%20it/versions/7/ready", """{"name":"double it","ready":true}""")]
    [InlineData("/v2/models/double%20it/versions/7", """{"name":"double it","versions":["1","7"],"platform":"fake","inputs":[{"name":"x","datatype":"FP32","shape":[-1,2]}],"outputs":[{"name":"y","datatype":"FP32","shape":[-1,2]},{"name":"sum","datatype":"FP32","shape":[1]}]}""")]
    [InlineData("/v2/models/text/config", """{"name":"text","platform":"","backend":"onnxruntime","max_batch_size":0,"input":[{"name":"s","data_type":"TYPE_STRING","dims":[1]}],"output":[{"name":"s","data_type":"TYPE_STRING","dims":[1]}]}""")]
    public async Task Get_KnownPath_AnswersItsBody(string path, string body)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        HttpResponseMessage response = await server.Http.GetAsync(path, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(body, await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Get_ConfigAndStatistics_HaveTritonsFields()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using JsonDocument config = JsonDocument.Parse(await server.Http.GetStringAsync("/v2/models/double%20it/config", Cancellation));
        Assert.Equal(4, config.RootElement.GetProperty("max_batch_size").GetInt32());
        Assert.Equal("[2]", config.RootElement.GetProperty("input")[0].GetProperty("dims").GetRawText());
        Assert.Equal(2000, config.RootElement.GetProperty("dynamic_batching").GetProperty("max_queue_delay_microseconds").GetInt32());

        foreach ((string path, int models) in (ReadOnlySpan<(string, int)>)[("/v2/models/stats", 2), ("/v2/models/text/stats", 1)] is var paths ? paths.ToArray() : [])
        {
            using JsonDocument stats = JsonDocument.Parse(await server.Http.GetStringAsync(path, Cancellation));
            JsonElement all = stats.RootElement.GetProperty("model_stats");
            Assert.Equal(models, all.GetArrayLength());
            Assert.Equal((12, 3, 5000), (all[0].GetProperty("inference_count").GetInt32(), all[0].GetProperty("execution_count").GetInt32(), all[0].GetProperty("last_inference").GetInt32()));
            Assert.Equal(8000, all[0].GetProperty("inference_stats").GetProperty("success").GetProperty("ns").GetInt32());
            Assert.Equal(4, all[0].GetProperty("batch_stats")[0].GetProperty("batch_size").GetInt32());
        }
    }

    [Fact]
    public async Task Post_RepositoryIndex_ListsEveryVersion()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        HttpResponseMessage response = await server.Http.PostAsync("/v2/repository/index", null, Cancellation);
        Assert.StartsWith("""[{"name":"double it","version":"1","state":"READY","reason":""},{"name":"double it","version":"7",""", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_BackendIsNot_Answers503AndModels400()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        server.Backend.IsReady = false;
        HttpResponseMessage ready = await server.Http.GetAsync("/v2/health/ready", Cancellation);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"live":true,"ready":false}"""), (ready.StatusCode, await ready.Content.ReadAsStringAsync(Cancellation)));
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Http.GetAsync("/v2/models/text/ready", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync("/v2/health/live", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Infer_JsonTensors_AnswersJson()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        HttpResponseMessage response = await PostAsync(server, Infer, Encoding.UTF8.GetBytes(Text));
        Assert.False(response.Headers.Contains(InferJson.HeaderLengthName));
        Assert.Equal(
            """{"model_name":"double it","model_version":"7","id":"7","outputs":[{"name":"y","datatype":"FP32","shape":[1,2],"data":[3,-4]},{"name":"sum","datatype":"FP32","shape":[1],"data":[-1]}]}""",
            await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Infer_BinaryTensorsPackedOrNot_AnswersBinary(string encoding)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        InferBody body = InferJson.Write(Requests.Double(3, 4));
        HttpResponseMessage response = await PostAsync(server, Infer, Pack(body.ToArray(), encoding), body.HeaderLength?.ToString(), encoding);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        int header = int.Parse(Assert.Single(response.Headers.GetValues(InferJson.HeaderLengthName)));
        Assert.True(InferJson.ReadResponse(await response.Content.ReadAsByteArrayAsync(Cancellation), header, new InferLimits()).Succeeded(out InferResponse? read, out _));
        Assert.Equal([6f, 8f, 14f], read.Outputs.SelectMany(Requests.Values));
    }

    [Fact]
    public async Task Infer_NamedOutputs_AnswersThoseInTheirForm()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string json = Text.Replace("""{"id":"7",""", """{"outputs":[{"name":"sum","parameters":{"binary_data":true}},{"name":"y"}],""", StringComparison.Ordinal);
        HttpResponseMessage response = await PostAsync(server, Infer, Encoding.UTF8.GetBytes(json));
        byte[] body = await response.Content.ReadAsByteArrayAsync(Cancellation);
        int header = int.Parse(Assert.Single(response.Headers.GetValues(InferJson.HeaderLengthName)));
        Assert.Equal(-1f, BitConverter.ToSingle(body.AsSpan(header)));
        Assert.EndsWith(""","data":[3,-4]}]}""", Encoding.UTF8.GetString(body, 0, header), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Infer_RawBody_TakesItsShapeFromItsSize(int rows)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        HttpResponseMessage response = await PostAsync(server, Infer, new byte[8 * rows], "0");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([rows, 2], server.Backend.Last!.Inputs[0].Shape);
        Assert.True(response.Headers.Contains(InferJson.HeaderLengthName));
    }

    [Fact]
    public async Task Infer_RawText_IsOneElement()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await PostAsync(server, "/v2/models/text/infer", "hello"u8.ToArray(), "0");
        Assert.Equal("hello"u8.ToArray(), Assert.Single(BytesElements.Split(server.Backend.Last!.Inputs[0])).ToArray());
    }

    [Theory]
    [InlineData("GET", "/v2/models/none", HttpStatusCode.NotFound, "'none' is not found")]
    [InlineData("GET", "/v2/models/double%20it/versions/2", HttpStatusCode.NotFound, "version 2 is not found")]
    [InlineData("GET", "/v2/models/none/ready", HttpStatusCode.BadRequest, "'none' is not found")]
    [InlineData("GET", "/v2/models/none/config", HttpStatusCode.NotFound, "'none' is not found")]
    [InlineData("GET", "/v2/models/none/stats", HttpStatusCode.NotFound, "'none' is not found")]
    [InlineData("GET", "/v2/nothing", HttpStatusCode.NotFound, "not offered")]
    [InlineData("GET", Infer, HttpStatusCode.MethodNotAllowed, "not offered")]
    [InlineData("POST", "/v2/models/none/infer", HttpStatusCode.NotFound, "'none' is not found")]
    public async Task Request_WrongPath_AnswersErrorBody(string method, string path, HttpStatusCode status, string reason)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST")
        {
            request.Content = new StringContent(Text);
        }

        await AssertErrorAsync(await server.Http.SendAsync(request, Cancellation), status, reason);
    }

    [Theory]
    [InlineData("{", null, "", HttpStatusCode.BadRequest, "not the JSON")]
    [InlineData("{}", "9", "", HttpStatusCode.BadRequest, "the body has 2 bytes")]
    [InlineData("{}", "x", "", HttpStatusCode.BadRequest, "no whole number")]
    [InlineData("{}", "-1", "", HttpStatusCode.BadRequest, "no whole number")]
    [InlineData("1234567", "0", "", HttpStatusCode.BadRequest, "'x' has 7 bytes")]
    [InlineData("{}", null, "br", HttpStatusCode.UnsupportedMediaType, "none of gzip")]
    [InlineData("{}", null, "gzip", HttpStatusCode.BadRequest, "not the gzip data")]
    [InlineData("""{"inputs":[{"name":"z","shape":[1,2],"datatype":"FP32","data":[1,2]}]}""", null, "", HttpStatusCode.BadRequest, "wanted x FP32")]
    public async Task Infer_WrongBody_AnswersErrorBody(string body, string? header, string encoding, HttpStatusCode status, string reason)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await AssertErrorAsync(await PostAsync(server, Infer, Encoding.UTF8.GetBytes(body), header, encoding), status, reason);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("gzip", false)]
    [InlineData("deflate", false)]
    public async Task Infer_BodyBeyondTheCeiling_Answers413(string encoding, bool chunked)
    {
        await using RunningServer server = await RunningServer.StartAsync(limits: new InferLimits { MaxMessageBytes = 10_000 });
        byte[] bomb = Pack(new byte[10_001], encoding);
        await AssertErrorAsync(await PostAsync(server, Infer, bomb, "0", encoding, chunked), HttpStatusCode.RequestEntityTooLarge, "10000 bytes");
        Assert.Null(server.Backend.Last);
    }

    [Theory]
    [InlineData(OipFaultKind.InvalidArgument, HttpStatusCode.BadRequest)]
    [InlineData(OipFaultKind.NotFound, HttpStatusCode.NotFound)]
    [InlineData(OipFaultKind.TooLarge, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(OipFaultKind.Unsupported, HttpStatusCode.NotImplemented)]
    [InlineData(OipFaultKind.Unavailable, HttpStatusCode.ServiceUnavailable)]
    [InlineData(OipFaultKind.Internal, HttpStatusCode.InternalServerError)]
    public async Task Infer_BackendRefuses_AnswersItsStatus(OipFaultKind kind, HttpStatusCode status)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        server.Backend.Answer = (_, _) => ValueTask.FromResult<Outcome<InferResponse>>(new OipFault(kind, "because"));
        await AssertErrorAsync(await PostAsync(server, Infer, Encoding.UTF8.GetBytes(Text)), status, "because");
    }

    [Fact]
    public async Task Infer_BackendThrows_Answers500WithoutItsWords()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        server.Backend.Answer = (_, _) => throw new InvalidOperationException("inner secret");
        HttpResponseMessage response = await PostAsync(server, Infer, Encoding.UTF8.GetBytes(Text));
        await AssertErrorAsync(response, HttpStatusCode.InternalServerError, "the server failed");
    }

    private static async Task AssertErrorAsync(HttpResponseMessage response, HttpStatusCode status, string reason)
    {
        string body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(status, response.StatusCode);
        using JsonDocument error = JsonDocument.Parse(body);
        Assert.Contains(reason, error.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> PostAsync(RunningServer server, string path, byte[] body, string? header = null, string encoding = "", bool chunked = false)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        if (header is not null)
        {
            request.Headers.Add(InferJson.HeaderLengthName, header);
        }

        if (encoding.Length > 0)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        return server.Http.SendAsync(request, Cancellation);
    }

    private static byte[] Pack(byte[] body, string encoding)
    {
        using var packed = new MemoryStream();
        using (Stream? stream = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => null,
        })
        {
            stream?.Write(body);
        }

        return encoding.Length == 0 ? body : packed.ToArray();
    }
}
