using System.Text;
using Lamina.Protocol.BinaryHttp;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Gateway;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Protocol.Problems;
using Lamina.Protocol.Tests.Bundles;

namespace Lamina.Protocol.Tests;

/// <summary>Every parser, fed a good sample cut at each byte, with each byte changed in several ways, and noise: it answers, it never throws.</summary>
public sealed class HostileInputTests
{
    private static readonly BinaryHttpLimits Limits = new() { ContentBytes = 1000, Fields = 8, FieldSectionBytes = 200, ControlBytes = 50, Informational = 2 };

    /// <summary>Name, parser (true: accepted; false: refused with a sentence) and samples that it accepts.</summary>
    private static readonly Dictionary<string, (Func<byte[], bool> Parse, byte[][] Samples)> Parsers = new()
    {
        ["request"] = (bytes => Said(BinaryRequest.TryParse(bytes, Limits, out _, out string? refusal), refusal),
        [
            Encoded(new BinaryRequest { Method = "POST", Path = "/v2", Fields = [HttpField.Create("a", "b"), HttpField.Create("c", "")], Content = new byte[20], Trailers = [HttpField.Create("t", "u")] }),
            Hex.Bytes("02 03474554 056874747073 00 012f 0161 0162 00 03616263 0264 65 00 0174 0175 00 0000"),
        ]),
        ["response"] = (bytes => Said(BinaryResponse.TryParse(bytes, Limits, out _, out string? refusal), refusal),
        [
            Encoded(new BinaryResponse { Status = 200, Informational = [new InformationalResponse(103, [HttpField.Create("a", "b")])], Content = new byte[70] }),
            Hex.Bytes("03 4066 0161 0162 00 40c8 00 03616263 0164 00 00 00"),
        ]),
        ["key list"] = (bytes => Said(KeyConfigList.TryParse(bytes, out _, out string? refusal), refusal), [KeyList()]),
        ["bundle"] = (bytes => Said(EvidenceBundle.TryParse(bytes, out _, out string? refusal), refusal), [EvidenceBundleTests.Fresh.ToJson(), EvidenceBundleTests.Epoch.ToJson()]),
        ["evidence request"] = (bytes => Said(EvidenceRequest.TryParse(bytes, out _, out string? refusal), refusal), [EvidenceRequest.Fresh(new byte[32]).ToJson(), EvidenceRequest.Epoch.ToJson()]),
        ["problem"] = (bytes => Problem.FromJson(bytes) is not null, [HostProblems.Key.Body.ToArray()]),
        ["chunks"] = (bytes => ChunkReader.TryMeasure(bytes, out int length) && length >= 0, [[17, .. new byte[17], 0x40, 16, .. new byte[16], 0, .. new byte[16]]]),
        ["suite name"] = (bytes => HpkeSuite.TryParse(Encoding.Latin1.GetString(bytes), out _), ["x25519-sha256-aes128gcm"u8.ToArray()]),
    };

    public static TheoryData<string> Names => [.. Parsers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Parser_GoodSamples_AreAccepted(string name) => Assert.All(Parsers[name].Samples, sample => Assert.True(Parsers[name].Parse([.. sample])));

    [Theory]
    [MemberData(nameof(Names))]
    public void Parser_CutOrChangedAnywhere_Answers(string name)
    {
        (Func<byte[], bool> parse, byte[][] samples) = Parsers[name];
        int refused = 0;
        foreach (byte[] sample in samples)
        {
            for (int i = 0; i < sample.Length; i++)
            {
                refused += parse(sample[..i]) ? 0 : 1;
                foreach (byte mask in (byte[])[0x01, 0x20, 0x40, 0x80, 0xC0, 0xFF])
                {
                    byte[] changed = [.. sample];
                    changed[i] ^= mask;
                    refused += parse(changed) ? 0 : 1;
                }
            }
        }

        Assert.NotEqual(0, refused);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parser_Noise_Answers(string name)
    {
        (Func<byte[], bool> parse, byte[][] samples) = Parsers[name];
        var random = new Random(20261123);
        for (int round = 0; round < 3000; round++)
        {
            byte[] noise = new byte[random.Next(80)];
            random.NextBytes(noise);
            parse(noise);

            byte[] spliced = [.. samples[0]];
            for (int i = 0; i < 4; i++)
            {
                spliced[random.Next(spliced.Length)] = (byte)random.Next(256);
            }

            parse(spliced);
        }
    }

    private static bool Said(bool accepted, string? refusal)
    {
        Assert.Equal(accepted, refusal is null);
        Assert.NotEqual("", refusal);
        Assert.DoesNotContain(refusal ?? "", char.IsControl);
        return accepted;
    }

    private static byte[] Encoded(BinaryRequest request)
    {
        byte[] encoded = new byte[request.EncodedLength + 5];
        request.Encode(encoded);
        return encoded;
    }

    private static byte[] Encoded(BinaryResponse response)
    {
        byte[] encoded = new byte[response.EncodedLength + 5];
        response.Encode(encoded);
        return encoded;
    }

    private static byte[] KeyList()
    {
        HpkeSuite[] suites = [HpkeSuite.X25519Aes128Gcm, new(HpkeKem.P256HkdfSha256, HpkeKdf.HkdfSha256, HpkeAead.Aes256Gcm)];
        using var keys = new RequestKeys(new RequestKeysOptions { Suites = suites }, new(8 << 10, 8 << 10), TimeProvider.System);
        byte[] unknown = [0, 4, 99, 0x77, 0x77, 1];
        return [.. keys.Published.KeyList.Span, .. unknown];
    }
}
