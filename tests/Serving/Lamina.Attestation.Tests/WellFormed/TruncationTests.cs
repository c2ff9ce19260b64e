using System.Text;
using System.Text.Json.Nodes;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Tests.Forged;
using Lamina.Attestation.Tests.Samples;
using Lamina.Attestation.WellFormed;

namespace Lamina.Attestation.Tests.WellFormed;

/// <summary>Every parser, cut at every byte: a fault as a sentence, never an exception, never half a document.</summary>
public sealed class TruncationTests
{
    [Fact]
    public void RevocationList_CutAnywhere_IsAFault() => AllFaults(ForgedPki.List(ForgedPki.Root("root"), [1, 2, 3]), bytes => RevocationList.Parse("list", bytes, out string? fault) is null ? fault : null);

    [Fact]
    public void TcbInfo_CutAnywhere_IsAFault() => AllFaults(Text("tcb_info"), bytes => TcbInfo.Parse(bytes, out string? fault) is null ? fault : null);

    [Fact]
    public void QeIdentity_CutAnywhere_IsAFault() => AllFaults(Text("qe_identity"), bytes => QeIdentity.Parse(bytes, out string? fault) is null ? fault : null);

    [Fact]
    public void CertificateTable_CutAnywhere_IsAFault()
    {
        byte[] guid = new Guid("c0b406a4-a803-4952-9743-3fb6014cd0ae").ToByteArray(true);
        byte[] table = [.. guid, .. BitConverter.GetBytes(48), .. BitConverter.GetBytes(9), .. new byte[24], .. new byte[9]];
        Assert.Equal(9, Assert.Single(CertificateTable.Parse(table, out _)!).Content.Length);
        AllFaults(table, bytes => CertificateTable.Parse(bytes, out string? fault) is null ? fault : null);
    }

    [Fact]
    public void PckExtension_CutAnywhere_IsAFault()
    {
        byte[] whole = ForgedPki.PckExtension([1, 2, 3, 4, 5, 6], [0, 0], new byte[16], 11).RawData;
        for (int length = 0; length < whole.Length; length++)
        {
            Keyed cut = ForgedPki.Issue(null, "cut", extensions: new System.Security.Cryptography.X509Certificates.X509Extension(PckExtension.Oid, whole[..length], false));
            Assert.Null(PckExtension.Parse(cut.Certificate, out string? fault));
            Assert.NotNull(fault);
        }
    }

    [Fact]
    public void Certificate_CutAnywhere_IsNone()
    {
        byte[] whole = ForgedPki.Root("root").Certificate.RawData;
        Assert.NotNull(PemCertificates.Load(whole));
        for (int length = 0; length < whole.Length; length++) Assert.Null(PemCertificates.Load(whole.AsSpan(0, length)));
    }

    /// <summary>Seeded noise, so that a failure comes again: random bytes, and real documents with random damage.</summary>
    [Fact]
    public void Parsers_RandomDamage_NeverThrow()
    {
#pragma warning disable CA5394 // noise for a test, not a secret
        var random = new Random(20260601);
        byte[][] seeds = [Sample.Read("dcap/sgx_quote"), Sample.Read("dcap/tdx_quote"), Sample.Read("tdx/quote_v5_sample.dat"), Sample.Read("snp/attestation.bin"), Sample.Read("tdx/pckcrl"), Sample.Read("snp/vcek_milan.der"), Sample.Read("dcap/sgx_quote_collateral.json"), Sample.Read("snp/cert_chain_milan")];
        for (int i = 0; i < 4000; i++)
        {
            byte[] bytes = [.. seeds[i % seeds.Length]];
            for (int n = random.Next(1, 6); n > 0; n--) bytes[random.Next(i % 2 == 0 ? Math.Min(1200, bytes.Length) : bytes.Length)] = (byte)random.Next(256);
            if (i % 5 == 0) bytes = bytes[..random.Next(bytes.Length)];
            Assert.Equal(VerificationOutcome.Refused, EvidenceVerifier.Verify(bytes, new CollateralSet([new CollateralFile("noise", bytes)]), Sample.Sgx.Clock).Outcome);
        }
#pragma warning restore CA5394
    }

    private static void AllFaults(byte[] whole, Func<byte[], string?> fault)
    {
        Assert.Null(fault(whole));
        for (int length = 0; length < whole.Length; length++) Assert.False(string.IsNullOrEmpty(fault(whole[..length])), $"cut at {length}");
    }

    private static byte[] Text(string key) => Encoding.UTF8.GetBytes(JsonNode.Parse(Sample.Read("dcap/tdx_quote_outdated_collateral.json"))![key]!.GetValue<string>());
}
