using System.Text.Json;
using System.Text.Json.Nodes;
using Lamina.Protocol.BinaryHttp;
using Lamina.Testing;

namespace Lamina.Protocol.Tests.Interop;

/// <summary>bhttp-js reads what we write, and the other way round.</summary>
public sealed class BinaryHttpPeerTests
{
    private static readonly HttpField[] Fields = [HttpField.Create("content-type", "application/octet-stream"), HttpField.Create("x-empty", "")];
    private static readonly byte[] Content = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    public async Task Peer_ReadsWhatWeWrite(int padding)
    {
        var request = new BinaryRequest { Method = "POST", Authority = "enclave.invalid", Path = "/v2/models/m/infer", Fields = Fields, Content = Content };
        var response = new BinaryResponse { Status = 503, Fields = Fields, Content = Content };
        byte[] requestBytes = new byte[request.EncodedLength + padding];
        byte[] responseBytes = new byte[response.EncodedLength + padding];
        request.Encode(requestBytes);
        response.Encode(responseBytes);
        JsonElement[] answers = await Ask(
            new JsonObject { ["op"] = "decodeRequest", ["message"] = Hex.Text(requestBytes) },
            new JsonObject { ["op"] = "decodeResponse", ["message"] = Hex.Text(responseBytes) });
        Assert.Equal("POST", answers[0].GetProperty("method").GetString());
        Assert.Equal("https://enclave.invalid/v2/models/m/infer", answers[0].GetProperty("url").GetString());
        Assert.Equal(503, answers[1].GetProperty("status").GetInt32());
        Assert.All(answers, answer =>
        {
            Assert.Equal(Hex.Text(Content), answer.GetProperty("content").GetString());
            Assert.Equal(Fields.Select(field => $"{field.Name}={field.Text}"), answer.GetProperty("fields").EnumerateArray().Select(pair => $"{pair[0]}={pair[1]}"));
        });
    }

    [Fact]
    public async Task We_ReadWhatThePeerWrites()
    {
        var fields = new JsonObject { ["content-type"] = "text/plain", ["x-more"] = "a, b" };
        JsonElement[] answers = await Ask(
            new JsonObject { ["op"] = "encodeRequest", ["method"] = "POST", ["url"] = "https://enclave.invalid/p", ["fields"] = fields.DeepClone(), ["content"] = Hex.Text(Content) },
            new JsonObject { ["op"] = "encodeResponse", ["status"] = 404, ["fields"] = fields, ["content"] = Hex.Text(Content) });
        Assert.True(BinaryRequest.TryParse(Hex.Bytes(answers[0].GetProperty("message").GetString()!), BinaryHttpLimits.Default, out BinaryRequest? request, out string? refusal), refusal);
        Assert.Equal(("POST", "https", "enclave.invalid", "/p"), (request.Method, request.Scheme, request.Authority, request.Path));
        Assert.True(BinaryResponse.TryParse(Hex.Bytes(answers[1].GetProperty("message").GetString()!), BinaryHttpLimits.Default, out BinaryResponse? response, out refusal), refusal);
        Assert.Equal(404, response.Status);
        Assert.Equal(Content, request.Content.ToArray());
        Assert.Equal(Content, response.Content.ToArray());
        Assert.True(request.Fields.TryGetSingle("x-more", out ReadOnlyMemory<byte> more));
        Assert.Equal("a, b"u8, more.Span);
    }

    private static async Task<JsonElement[]> Ask(params JsonObject[] questions)
    {
        Node.Run run = await Node.RunAsync("bhttp.mjs", [], string.Concat(questions.Select(question => question.ToJsonString() + "\n")));
        Assert.True(run.ExitCode == 0, run.Errors);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
