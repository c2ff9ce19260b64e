using Lamina.Protocol.Hpke;
using Lamina.Protocol.Hpke.Kems;
using Lamina.Protocol.Memory;

namespace Lamina.Protocol.Tests.Hpke;

/// <summary>One contract for every suite: what is refused as a value, what is misuse, and what is never shown.</summary>
public sealed class HpkeContractTests
{
    private static readonly byte[] Info = "a test"u8.ToArray();

    public static TheoryData<string> Sealing =>
        [.. from kem in Enum.GetValues<HpkeKem>() from kdf in Enum.GetValues<HpkeKdf>() from aead in Enum.GetValues<HpkeAead>() where aead is not HpkeAead.ExportOnly select new HpkeSuite(kem, kdf, aead).ToString()];

    public static TheoryData<HpkeKem> Kems => [.. Enum.GetValues<HpkeKem>()];

    [Theory]
    [MemberData(nameof(Sealing))]
    public void Context_AnySuite_OpensInOrderAndRefusesAllElse(string name)
    {
        HpkeSuite suite = Suite(name);
        using HpkePrivateKey key = HpkePrivateKey.Generate(suite.Kem);
        (HpkeSender sender, HpkeRecipient recipient) = Contexts(suite, key);
        using (sender)
        using (recipient)
        {
            byte[] first = Seal(sender, "first");
            byte[] second = Seal(sender, "second");
            byte[] opened = new byte[5];
            Assert.False(recipient.TryOpen(second, Info, new byte[6]), "out of order");
            Assert.False(recipient.TryOpen(first, "other"u8, opened), "other additional data");
            for (int i = 0; i < first.Length; i++)
            {
                byte[] changed = [.. first];
                changed[i] ^= 1;
                opened.AsSpan().Fill(0xAA);
                Assert.False(recipient.TryOpen(changed, Info, opened));
                Assert.Equal(new byte[5], opened);
                Assert.False(recipient.TryOpen(first.AsSpan(0, i), Info, new byte[Math.Max(0, i - HpkeContext.Overhead)]));
            }

            Assert.True(recipient.TryOpen(first, Info, opened), "a refused message does not count");
            Assert.Equal("first"u8, opened);
            Assert.False(recipient.TryOpen(first, Info, opened), "again");
            Assert.True(recipient.TryOpen(second, Info, new byte[6]));
        }
    }

    [Theory]
    [MemberData(nameof(Sealing))]
    public void Context_OtherKeyInfoOrSuite_OpensNothing(string name)
    {
        HpkeSuite suite = Suite(name);
        using HpkePrivateKey key = HpkePrivateKey.Generate(suite.Kem);
        using HpkePrivateKey other = HpkePrivateKey.Generate(suite.Kem);
        Assert.True(HpkeSender.TryCreate(suite, key.PublicKey.Span, Info, out HpkeSender? sender));
        using (sender)
        {
            byte[] ciphertext = Seal(sender, "hello");
            HpkeSuite otherSuite = suite with { Kdf = suite.Kdf is HpkeKdf.HkdfSha256 ? HpkeKdf.Shake256 : HpkeKdf.HkdfSha256 };
            Assert.False(Opens(suite, other, sender, Info, ciphertext));
            Assert.False(Opens(suite, key, sender, "another test"u8.ToArray(), ciphertext));
            Assert.False(Opens(otherSuite, key, sender, Info, ciphertext));
            Assert.True(Opens(suite, key, sender, Info, ciphertext));
        }
    }

    [Theory]
    [MemberData(nameof(Sealing))]
    public void Export_OtherContexts_AreIndependentAndEqualOnBothSides(string name)
    {
        HpkeSuite suite = Suite(name);
        using HpkePrivateKey key = HpkePrivateKey.Generate(suite.Kem);
        (HpkeSender sender, HpkeRecipient recipient) = Contexts(suite, key);
        using (sender)
        using (recipient)
        {
            byte[] one = new byte[48];
            byte[] same = new byte[48];
            byte[] other = new byte[48];
            sender.Export("one"u8, one);
            recipient.Export("one"u8, same);
            recipient.Export("other"u8, other);
            Assert.Equal(one, same);
            Assert.NotEqual(one, other);
            Assert.Throws<ArgumentException>(() => sender.Export("one"u8, new byte[1 << 17]));
        }
    }

    [Theory]
    [MemberData(nameof(Kems))]
    public void Encapsulation_OfAnyOtherLength_IsRefused(HpkeKem kem)
    {
        var suite = new HpkeSuite(kem, HpkeKdf.HkdfSha256, HpkeAead.Aes128Gcm);
        using HpkePrivateKey key = HpkePrivateKey.Generate(kem);
        int length = KemAlgorithm.For(kem).EncapsulationLength;
        foreach (int other in (int[])[0, 1, length - 1, length + 1])
        {
            Assert.False(HpkeRecipient.TryCreate(suite, key, new byte[other], Info, out _));
            Assert.False(HpkeSender.TryCreate(suite, new byte[KemAlgorithm.For(kem).PublicKeyLength + 1], Info, out _));
        }
    }

    [Fact]
    public void P256_PointOffTheCurve_IsRefused()
    {
        var suite = new HpkeSuite(HpkeKem.P256HkdfSha256, HpkeKdf.HkdfSha256, HpkeAead.Aes128Gcm);
        using HpkePrivateKey key = HpkePrivateKey.Generate(suite.Kem);
        byte[] off = key.PublicKey.ToArray();
        off[^1] ^= 1;
        byte[] compressed = key.PublicKey.ToArray();
        compressed[0] = 2;
        byte[] zero = [4, .. new byte[64]];
        byte[] tooLarge = [4, .. Enumerable.Repeat((byte)0xFF, 64)];
        foreach (byte[] point in new[] { off, compressed, zero, tooLarge })
        {
            Assert.False(HpkeSender.TryCreate(suite, point, Info, out _));
            Assert.False(HpkeRecipient.TryCreate(suite, key, point, Info, out _));
        }
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]
    [InlineData("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    public void X25519_PointOfLowOrder_IsRefused(string point)
    {
        using HpkePrivateKey key = HpkePrivateKey.Generate(HpkeKem.X25519HkdfSha256);
        Assert.False(HpkeSender.TryCreate(HpkeSuite.X25519Aes128Gcm, Hex.Bytes(point), Info, out _));
        Assert.False(HpkeRecipient.TryCreate(HpkeSuite.X25519Aes128Gcm, key, Hex.Bytes(point), Info, out _));
        using HpkePrivateKey hybrid = HpkePrivateKey.Generate(HpkeKem.XWing);
        var suite = new HpkeSuite(HpkeKem.XWing, HpkeKdf.HkdfSha256, HpkeAead.Aes128Gcm);
        Assert.False(HpkeRecipient.TryCreate(suite, hybrid, [.. new byte[1088], .. Hex.Bytes(point)], Info, out _));
    }

    [Fact]
    public void XWing_PublicKeyOutOfTheModulus_IsRefused()
    {
        using HpkePrivateKey key = HpkePrivateKey.Generate(HpkeKem.XWing);
        byte[] publicKey = key.PublicKey.ToArray();
        publicKey.AsSpan(0, 3).Fill(0xFF); // two coefficients of 4095, above the modulus 3329
        Assert.False(HpkeSender.TryCreate(new HpkeSuite(HpkeKem.XWing, HpkeKdf.HkdfSha256, HpkeAead.Aes128Gcm), publicKey, Info, out _));
    }

    [Fact]
    public void Misuse_Throws()
    {
        using HpkePrivateKey key = HpkePrivateKey.Generate(HpkeKem.X25519HkdfSha256);
        (HpkeSender sender, HpkeRecipient recipient) = Contexts(HpkeSuite.X25519Aes128Gcm, key);
        Assert.Throws<ArgumentException>(() => sender.Seal(new byte[3], default, new byte[3]));
        Assert.Throws<ArgumentException>(() => recipient.TryOpen(new byte[30], default, new byte[30]));
        Assert.Throws<ArgumentException>(() => HpkeRecipient.TryCreate(new HpkeSuite(HpkeKem.XWing, HpkeKdf.HkdfSha256, HpkeAead.Aes128Gcm), key, new byte[32], Info, out _));
        Assert.Throws<NotSupportedException>(() => HpkePrivateKey.Generate((HpkeKem)0x21));
        Assert.Throws<NotSupportedException>(() => HpkeSender.TryCreate(HpkeSuite.X25519Aes128Gcm with { Kdf = (HpkeKdf)9 }, key.PublicKey.Span, Info, out _));
        Assert.Throws<NotSupportedException>(() => HpkeSender.TryCreate(HpkeSuite.X25519Aes128Gcm with { Aead = (HpkeAead)9 }, key.PublicKey.Span, Info, out _));
        sender.Dispose();
        recipient.Dispose();
        Assert.ThrowsAny<ObjectDisposedException>(() => sender.Seal(new byte[3], default, new byte[19]));
        (sender, recipient) = Contexts(HpkeSuite.X25519Aes128Gcm with { Aead = HpkeAead.ExportOnly }, key);
        Assert.Throws<InvalidOperationException>(() => sender.Seal(new byte[3], default, new byte[19]));
        Assert.Throws<InvalidOperationException>(() => recipient.TryOpen(new byte[19], default, new byte[3]));
        sender.Dispose();
        recipient.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kems))]
    public void PrivateKey_AfterDispose_IsGone(HpkeKem kem)
    {
        HpkePrivateKey key = HpkePrivateKey.Generate(kem);
        Assert.True(HpkeSender.TryCreate(new HpkeSuite(kem, HpkeKdf.HkdfSha256, HpkeAead.Aes128Gcm), key.PublicKey.Span, Info, out HpkeSender? sender));
        key.Dispose();
        Assert.ThrowsAny<ObjectDisposedException>(() => HpkeRecipient.TryCreate(sender.Suite, key, sender.Encapsulation.Span, Info, out _));
        sender.Dispose();
    }

    [Fact]
    public void ToString_OfSecrets_ShowsNone()
    {
        using HpkePrivateKey key = HpkePrivateKey.Import(HpkeKem.X25519HkdfSha256, Enumerable.Repeat((byte)0x42, 32).ToArray());
        (HpkeSender sender, HpkeRecipient recipient) = Contexts(HpkeSuite.X25519Aes128Gcm, key);
        using var secret = new SecretBytes("BBBB"u8);
        foreach (object value in new object[] { key, sender, recipient, secret })
        {
            Assert.DoesNotContain("4242", value.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("BBBB", value.ToString(), StringComparison.Ordinal);
        }

        sender.Dispose();
        recipient.Dispose();
    }

    [Fact]
    public void SuiteName_ThereAndBack()
    {
        foreach (HpkeSuite suite in from kem in Enum.GetValues<HpkeKem>() from kdf in Enum.GetValues<HpkeKdf>() from aead in Enum.GetValues<HpkeAead>() select new HpkeSuite(kem, kdf, aead))
        {
            Assert.True(HpkeSuite.TryParse(suite.ToString(), out HpkeSuite parsed));
            Assert.Equal(suite, parsed);
        }

        Assert.All(new[] { null, "", "x25519", "x25519-sha256-aes128gcm-", "X25519-sha256-aes128gcm", "x25519-md5-aes128gcm" }, name => Assert.False(HpkeSuite.TryParse(name, out _)));
    }

    private static HpkeSuite Suite(string name) => HpkeSuite.TryParse(name, out HpkeSuite suite) ? suite : throw new ArgumentException(name);

    private static (HpkeSender Sender, HpkeRecipient Recipient) Contexts(HpkeSuite suite, HpkePrivateKey key)
    {
        Assert.True(HpkeSender.TryCreate(suite, key.PublicKey.Span, Info, out HpkeSender? sender));
        Assert.True(HpkeRecipient.TryCreate(suite, key, sender.Encapsulation.Span, Info, out HpkeRecipient? recipient));
        return (sender, recipient);
    }

    private static bool Opens(HpkeSuite suite, HpkePrivateKey key, HpkeSender sender, byte[] info, byte[] ciphertext)
    {
        Assert.True(HpkeRecipient.TryCreate(suite, key, sender.Encapsulation.Span, info, out HpkeRecipient? recipient));
        using (recipient)
        {
            return recipient.TryOpen(ciphertext, Info, new byte[ciphertext.Length - HpkeContext.Overhead]);
        }
    }

    private static byte[] Seal(HpkeSender sender, string text)
    {
        byte[] ciphertext = new byte[text.Length + HpkeContext.Overhead];
        sender.Seal(System.Text.Encoding.ASCII.GetBytes(text), Info, ciphertext);
        return ciphertext;
    }
}
