using System.Text.Json;
using Lamina.Protocol.Hpke;
using Lamina.Testing;
using Org.BouncyCastle.Crypto.Digests;

namespace Lamina.Protocol.Tests.Hpke;

/// <summary>Every vector of an offered suite in the two published files (BSD: FiloSottile/hpke, hpkewg/hpke-pq).</summary>
public sealed class PublishedVectorTests
{
    [Fact]
    public void Rfc9180Json_OfferedSuites_AllPass() => Assert.Equal(8, Run("rfc9180.json"));

    [Fact]
    public void HpkePqJson_OfferedSuites_AllPass() => Assert.Equal(2, Run("hpke-pq.json"));

    private static int Run(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Tier.Shared("vectors", "hpke", file)));
        int run = 0;
        foreach (JsonElement vector in document.RootElement.EnumerateArray())
        {
            var suite = new HpkeSuite(
                (HpkeKem)vector.GetProperty("kem_id").GetUInt16(), (HpkeKdf)vector.GetProperty("kdf_id").GetUInt16(), (HpkeAead)vector.GetProperty("aead_id").GetUInt16());
            if (suite.IsKnown)
            {
                Check(suite, vector);
                run++;
            }
        }

        return run;
    }

    private static void Check(HpkeSuite suite, JsonElement vector)
    {
        byte[] Field(string name) => Hex.Bytes(vector.GetProperty(name).GetString()!);
        using HpkePrivateKey derived = HpkePrivateKey.Derive(suite.Kem, Field("ikmR"));
        using HpkePrivateKey key = HpkePrivateKey.Import(suite.Kem, Field("skRm"));
        Assert.Equal(Field("pkRm"), derived.PublicKey.ToArray());
        Assert.Equal(Field("pkRm"), key.PublicKey.ToArray());
        using HpkeSender sender = HpkeSender.CreateDeterministic(suite, Field("pkRm"), Field("info"), Field("ikmE"));
        Assert.Equal(Field("enc"), sender.Encapsulation.ToArray());
        Assert.True(HpkeRecipient.TryCreate(suite, key, Field("enc"), Field("info"), out HpkeRecipient? recipient));
        using (recipient)
        {
            if (vector.TryGetProperty("exports_accumulated", out _))
            {
                CheckAccumulated(sender, recipient, vector);
            }
            else
            {
                CheckListed(sender, recipient, vector);
            }
        }
    }

    /// <summary>A thousand seals and exports: inputs drawn from SHAKE128 of nothing, outputs folded into another SHAKE128.</summary>
    private static void CheckAccumulated(HpkeSender sender, HpkeRecipient recipient, JsonElement vector)
    {
        if (sender.Suite.Aead is not HpkeAead.ExportOnly)
        {
            var inputs = new ShakeDigest(128);
            var outputs = new ShakeDigest(128);
            for (int i = 0; i < 1000; i++)
            {
                byte[] aad = Draw(inputs);
                outputs.BlockUpdate(SealAndOpen(sender, recipient, Draw(inputs), aad));
            }

            Assert.Equal(vector.GetProperty("encryptions_accumulated").GetString(), Squeeze(outputs));
        }

        var contexts = new ShakeDigest(128);
        var exports = new ShakeDigest(128);
        for (int length = 0; length < 1000; length++)
        {
            exports.BlockUpdate(ExportTwice(sender, recipient, Draw(contexts), length));
        }

        Assert.Equal(vector.GetProperty("exports_accumulated").GetString(), Squeeze(exports));
    }

    private static void CheckListed(HpkeSender sender, HpkeRecipient recipient, JsonElement vector)
    {
        foreach (JsonElement one in vector.GetProperty("encryptions").EnumerateArray())
        {
            byte[] ciphertext = SealAndOpen(sender, recipient, Hex.Bytes(one.GetProperty("pt").GetString()!), Hex.Bytes(one.GetProperty("aad").GetString()!));
            Assert.Equal(one.GetProperty("ct").GetString(), Hex.Text(ciphertext));
        }

        foreach (JsonElement one in vector.GetProperty("exports").EnumerateArray())
        {
            byte[] exported = ExportTwice(sender, recipient, Hex.Bytes(one.GetProperty("exporter_context").GetString()!), one.GetProperty("L").GetInt32());
            Assert.Equal(one.GetProperty("exported_value").GetString(), Hex.Text(exported));
        }
    }

    private static byte[] SealAndOpen(HpkeSender sender, HpkeRecipient recipient, byte[] plaintext, byte[] aad)
    {
        byte[] ciphertext = new byte[plaintext.Length + HpkeContext.Overhead];
        sender.Seal(plaintext, aad, ciphertext);
        byte[] opened = new byte[plaintext.Length];
        Assert.True(recipient.TryOpen(ciphertext, aad, opened));
        Assert.Equal(plaintext, opened);
        return ciphertext;
    }

    private static byte[] ExportTwice(HpkeSender sender, HpkeRecipient recipient, byte[] context, int length)
    {
        byte[] one = new byte[length];
        byte[] other = new byte[length];
        sender.Export(context, one);
        recipient.Export(context, other);
        Assert.Equal(one, other);
        return one;
    }

    /// <summary>One byte of length, then that many bytes.</summary>
    private static byte[] Draw(ShakeDigest source)
    {
        byte[] length = new byte[1];
        source.Output(length);
        byte[] drawn = new byte[length[0]];
        source.Output(drawn);
        return drawn;
    }

    private static string Squeeze(ShakeDigest digest)
    {
        byte[] squeezed = new byte[16];
        digest.OutputFinal(squeezed);
        return Hex.Text(squeezed);
    }
}
