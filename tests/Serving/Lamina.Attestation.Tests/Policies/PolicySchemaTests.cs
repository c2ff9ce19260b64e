using System.Text.Json.Nodes;
using Lamina.Attestation.Policies;
using Lamina.Testing;

namespace Lamina.Attestation.Tests.Policies;

/// <summary>The schema and the reader agree: what one takes, the other takes.</summary>
public sealed class PolicySchemaTests
{
    private static readonly JsonSchemaCheck Schema = new(File.ReadAllText(Checkout.Path("docs", "schema", "policy.schema.json")));

    [Fact]
    public void Schema_CompletePolicies_AreValid()
    {
        Assert.True(IsValid(PolicyText.Simulated));
        Assert.True(IsValid(PolicyText.Hardware));
    }

    [Theory]
    [InlineData("\"revocation\": \"required\"", "\"revocation\": \"later\"")]
    [InlineData("\"revocation\": \"required\"", "\"revocation\": \"required\", \"note\": 1")]
    [InlineData("\"max_vmpl\": 0,", "")]
    [InlineData("\"rtmr1\": \"4", "\"rtmr1\": \"any\", \"x\": \"4")]
    [InlineData("\"SWHardeningNeeded\"", "\"Revoked\"")]
    [InlineData("\"Milan\"", "\"Rome\"")]
    [InlineData("\"plan\": { \"digests\": [", "\"plan\": { \"digests\": [\"any\", ")]
    [InlineData("xwing-sha256-aes256gcm", "xwing-sha256-rot13")]
    public void Schema_AlteredPolicy_IsRefusedByBoth(string from, string to)
    {
        string text = PolicyText.Hardware.Replace(from, to);
        Assert.NotEqual(PolicyText.Hardware, text);
        Assert.False(IsValid(text));
        Assert.False(PolicyReader.TryRead(PolicyText.Bytes(text), out _, out _));
    }

    [Fact]
    public void Schema_SimulatedBesideAnother_IsRefused()
    {
        JsonNode root = JsonNode.Parse(PolicyText.Hardware)!;
        root["kinds"]!["simulated"] = JsonNode.Parse(PolicyText.Simulated)!["kinds"]!["simulated"]!.DeepClone();
        Assert.False(IsValid(root.ToJsonString()));
    }

    private static bool IsValid(string text) => Schema.Faults(text).Count == 0;
}
