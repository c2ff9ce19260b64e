using System.Text;
using System.Text.Json.Nodes;
using Lamina.Protocol.Bundles;
using Lamina.Testing;

namespace Lamina.Protocol.Tests.Bundles;

/// <summary>The schemas and the parsers agree: what one takes, the other takes.</summary>
public sealed class EvidenceSchemaTests
{
    private static readonly JsonSchemaCheck Bundle = new(File.ReadAllText(Checkout.Path("docs", "schema", "evidence.schema.json")));
    private static readonly JsonSchemaCheck Request = new(File.ReadAllText(Checkout.Path("docs", "schema", "evidence-request.schema.json")));

    [Fact]
    public void Schema_WhatWeWrite_IsValid()
    {
        Assert.Empty(Bundle.Faults(Encoding.UTF8.GetString(EvidenceBundleTests.Fresh.ToJson())));
        Assert.Empty(Bundle.Faults(Encoding.UTF8.GetString(EvidenceBundleTests.Epoch.ToJson())));
        Assert.Empty(Request.Faults(Encoding.UTF8.GetString(EvidenceRequest.Fresh(new byte[32]).ToJson())));
        Assert.Empty(Request.Faults(Encoding.UTF8.GetString(EvidenceRequest.Epoch.ToJson())));
    }

    [Theory]
    [InlineData("version", "2")]
    [InlineData("tee", "\"sgx2\"")]
    [InlineData("mode", "\"cached\"")]
    [InlineData("mode", "\"epoch\"")]
    [InlineData("purpose", "\"any\"")]
    [InlineData("evidence", "\"\"")]
    [InlineData("evidence", "\"AAA\"")]
    [InlineData("evidence", "7")]
    [InlineData("nonce", "\"AAAA\"")]
    [InlineData("nonce", null)]
    [InlineData("nonce_path", null)]
    [InlineData("nonce_path", "{\"index\":0,\"count\":1,\"hashes\":[\"AAAA\"]}")]
    [InlineData("nonce_path", "{\"index\":0,\"count\":1}")]
    [InlineData("nonce_path", "{\"index\":0,\"count\":0,\"hashes\":[]}")]
    [InlineData("not_after", "-1")]
    [InlineData("not_after", "1.5")]
    [InlineData("certificates", null)]
    [InlineData("collateral", "[\"\"]")]
    [InlineData("collateral", "{}")]
    [InlineData("more", "1")]
    public void Schema_AlteredBundle_IsRefusedByBoth(string member, string? value)
    {
        JsonObject document = JsonNode.Parse(EvidenceBundleTests.Fresh.ToJson())!.AsObject();
        document.Remove(member);
        if (value is not null)
        {
            document[member] = JsonNode.Parse(value);
        }

        string text = document.ToJsonString();
        Assert.NotEmpty(Bundle.Faults(text));
        Assert.False(EvidenceBundle.TryParse(Encoding.UTF8.GetBytes(text), out _, out _));
    }
}
