using System.Text;
using System.Text.Json.Nodes;
using Lamina.Attestation;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;

namespace Lamina.Protocol.Tests.Bundles;

public sealed class EvidenceBundleTests
{
    internal static EvidenceBundle Fresh { get; } = new()
    {
        Kind = EvidenceKind.SevSnp,
        Mode = EvidenceMode.Fresh,
        Evidence = new byte[] { 1, 2, 3 },
        Certificates = new byte[] { 4 },
        KeyList = new byte[] { 5, 6 },
        Plan = "{}\n"u8.ToArray(),
        Nonce = new byte[32],
        NoncePath = new NoncePath(1, 3, [new byte[32], new byte[32]]),
        NotAfter = 1_795_435_200,
        Collateral = [new byte[] { 7 }, new byte[] { 8, 9 }],
    };

    internal static EvidenceBundle Epoch { get; } = Fresh with { Mode = EvidenceMode.Epoch, Nonce = default, NoncePath = null, Kind = EvidenceKind.Simulated, Purpose = BindingPurpose.KeyRelease };

    [Fact]
    public void ToJson_ThenTryParse_IsTheSameBundle()
    {
        foreach (EvidenceBundle bundle in new[] { Fresh, Epoch })
        {
            byte[] json = bundle.ToJson();
            Assert.True(EvidenceBundle.TryParse(json, out EvidenceBundle? read, out string? refusal), refusal);
            Assert.Equal(json, read.ToJson());
            Assert.Equal((bundle.Kind, bundle.Mode, bundle.Purpose, bundle.NotAfter), (read.Kind, read.Mode, read.Purpose, read.NotAfter));
            Assert.Equal(bundle.Evidence.ToArray(), read.Evidence.ToArray());
            Assert.Equal(bundle.Plan.ToArray(), read.Plan.ToArray());
            Assert.Equal(bundle.Nonce.ToArray(), read.Nonce.ToArray());
            Assert.Equal(bundle.NoncePath?.Hashes.Count, read.NoncePath?.Hashes.Count);
            Assert.Equal(bundle.Collateral.Count, read.Collateral.Count);
        }
    }

    [Theory]
    [InlineData("version", "2", "version is 2")]
    [InlineData("version", "\"1\"", "$.version")]
    [InlineData("tee", "\"sgx2\"", "tee is none of")]
    [InlineData("tee", "null", "$.tee")]
    [InlineData("mode", "\"cached\"", "neither fresh nor epoch")]
    [InlineData("mode", "\"epoch\"", "an epoch bundle neither")]
    [InlineData("purpose", "\"any\"", "neither serve nor key-release")]
    [InlineData("evidence", "\"\"", "evidence has 0 bytes")]
    [InlineData("evidence", "\"%\"", "$.evidence")]
    [InlineData("key_list", "\"\"", "key_list has 0 bytes")]
    [InlineData("plan", "\"\"", "plan has 0 bytes")]
    [InlineData("nonce", "\"AAAA\"", "nonce has 3 bytes")]
    [InlineData("nonce", null, "holds nonce and nonce_path")]
    [InlineData("nonce_path", null, "holds nonce and nonce_path")]
    [InlineData("nonce_path", "{\"index\":3,\"count\":3,\"hashes\":[]}", "not below its count")]
    [InlineData("nonce_path", "{\"index\":0,\"count\":1,\"hashes\":[\"AAAA\"]}", "hashes has 3 bytes")]
    [InlineData("not_after", "-1", "before 1970")]
    [InlineData("not_after", "1e400", "$.not_after")]
    [InlineData("collateral", "[\"\"]", "collateral has 0 bytes")]
    [InlineData("collateral", null, "not JSON of the wanted shape")]
    [InlineData("surprise", "1", "surprise")]
    public void TryParse_MemberWrong_IsRefusedByName(string member, string? value, string expected)
    {
        JsonObject document = JsonNode.Parse(Fresh.ToJson())!.AsObject();
        document.Remove(member);
        string text = document.ToJsonString();
        byte[] json = Encoding.UTF8.GetBytes(value is null ? text : $"{text[..^1]},\"{member}\":{value}}}");
        Assert.False(EvidenceBundle.TryParse(json, out _, out string? refusal));
        Assert.Contains(expected, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_MemberTwice_IsRefused()
    {
        string text = Encoding.UTF8.GetString(Fresh.ToJson());
        Assert.False(EvidenceBundle.TryParse(Encoding.UTF8.GetBytes($"{text[..^1]},\"mode\":\"fresh\"}}"), out _, out _));
    }

    [Fact]
    public void TryParse_TooManyOrTooLong_IsRefused()
    {
        EvidenceBundle many = Fresh with { Collateral = [.. Enumerable.Repeat((ReadOnlyMemory<byte>)new byte[] { 1 }, 65)] };
        Assert.False(EvidenceBundle.TryParse(many.ToJson(), out _, out string? refusal));
        Assert.Contains("more than 64", refusal, StringComparison.Ordinal);
        Assert.False(EvidenceBundle.TryParse((Fresh with { Evidence = new byte[(64 << 10) + 1] }).ToJson(), out _, out _));
        Assert.False(EvidenceBundle.TryParse(new byte[EvidenceBundle.MaximumBytes + 1], out _, out refusal));
        Assert.Contains("at most", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void EvidenceRequest_RoundTripsAndRefuses()
    {
        byte[] nonce = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        Assert.True(EvidenceRequest.TryParse(EvidenceRequest.Fresh(nonce).ToJson(), out EvidenceRequest? fresh, out _));
        Assert.Equal((EvidenceMode.Fresh, Hex.Text(nonce)), (fresh.Mode, Hex.Text(fresh.Nonce.Span)));
        Assert.True(EvidenceRequest.TryParse(EvidenceRequest.Epoch.ToJson(), out EvidenceRequest? epoch, out _));
        Assert.Equal(EvidenceMode.Epoch, epoch.Mode);
        Assert.Throws<ArgumentException>(() => EvidenceRequest.Fresh(new byte[31]));
        foreach (string json in new[]
        {
            "", "null", "[]", "{}", "{\"version\":1,\"mode\":\"fresh\"}", "{\"version\":1,\"mode\":\"epoch\",\"nonce\":\"AAAA\"}", "{\"version\":1,\"mode\":\"fresh\",\"nonce\":\"AAAA\"}",
            "{\"version\":2,\"mode\":\"epoch\"}", "{\"version\":1,\"mode\":\"epoch\",\"more\":1}", new string(' ', 5000),
        })
        {
            Assert.False(EvidenceRequest.TryParse(Encoding.UTF8.GetBytes(json), out _, out string? refusal), json);
            Assert.NotEmpty(refusal);
        }
    }
}
