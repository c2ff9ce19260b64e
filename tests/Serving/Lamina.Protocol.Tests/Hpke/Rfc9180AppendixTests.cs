using Lamina.Protocol.Hpke;

namespace Lamina.Protocol.Tests.Hpke;

/// <summary>RFC 9180 appendix A.1.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode.</summary>
public sealed class Rfc9180AppendixTests
{
    private const string Info = "4f6465206f6e2061204772656369616e2055726e";
    private const string IkmE = "7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234";
    private const string IkmR = "6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037";
    private const string PkR = "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d";
    private const string SkR = "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8";
    private const string Enc = "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431";
    private const string Plaintext = "4265617574792069732074727574682c20747275746820626561757479";

    private static readonly HpkeSuite Suite = HpkeSuite.X25519Aes128Gcm;

    [Fact]
    public void DeriveKeyPair_OfTheExample_GivesItsPublicKey()
    {
        using HpkePrivateKey derived = HpkePrivateKey.Derive(Suite.Kem, Hex.Bytes(IkmR));
        using HpkePrivateKey imported = HpkePrivateKey.Import(Suite.Kem, Hex.Bytes(SkR));
        Assert.Equal(PkR, Hex.Text(derived.PublicKey.Span));
        Assert.Equal(PkR, Hex.Text(imported.PublicKey.Span));
    }

    [Fact]
    public void Sender_OfTheExample_SealsItsMessagesInOrder()
    {
        using HpkeSender sender = Sender();
        Assert.Equal(Enc, Hex.Text(sender.Encapsulation.Span));
        Assert.Equal("f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a", Seal(sender, "436f756e742d30"));
        Assert.Equal("af2d7e9ac9ae7e270f46ba1f975be53c09f8d875bdc8535458c2494e8a6eab251c03d0c22a56b8ca42c2063b84", Seal(sender, "436f756e742d31"));
    }

    [Fact]
    public void Recipient_OfTheExample_OpensItsMessagesInOrder()
    {
        using HpkeSender sender = Sender();
        using HpkePrivateKey key = HpkePrivateKey.Import(Suite.Kem, Hex.Bytes(SkR));
        Assert.True(HpkeRecipient.TryCreate(Suite, key, Hex.Bytes(Enc), Hex.Bytes(Info), out HpkeRecipient? recipient));
        using (recipient)
        {
            byte[] opened = new byte[Plaintext.Length / 2];
            Assert.True(recipient.TryOpen(Hex.Bytes("f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a"), Hex.Bytes("436f756e742d30"), opened));
            Assert.Equal(Plaintext, Hex.Text(opened));
        }
    }

    [Theory]
    [InlineData("", "3853fe2b4035195a573ffc53856e77058e15d9ea064de3e59f4961d0095250ee")]
    [InlineData("00", "2e8f0b54673c7029649d4eb9d5e33bf1872cf76d623ff164ac185da9e88c21a5")]
    [InlineData("54657374436f6e74657874", "e9e43065102c3836401bed8c3c3c75ae46be1639869391d62c61f1ec7af54931")]
    public void Export_OfTheExample_GivesItsValues(string context, string expected)
    {
        using HpkeSender sender = Sender();
        byte[] exported = new byte[32];
        sender.Export(Hex.Bytes(context), exported);
        Assert.Equal(expected, Hex.Text(exported));
    }

    private static HpkeSender Sender() => HpkeSender.CreateDeterministic(Suite, Hex.Bytes(PkR), Hex.Bytes(Info), Hex.Bytes(IkmE));

    private static string Seal(HpkeSender sender, string aad)
    {
        byte[] ciphertext = new byte[(Plaintext.Length / 2) + HpkeContext.Overhead];
        sender.Seal(Hex.Bytes(Plaintext), Hex.Bytes(aad), ciphertext);
        return Hex.Text(ciphertext);
    }
}
