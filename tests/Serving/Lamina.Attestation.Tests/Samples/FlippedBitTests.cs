using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Lamina.Attestation.Collateral;

namespace Lamina.Attestation.Tests.Samples;

/// <summary>One flipped bit in any byte that somebody signed is refused, at a step that has a name.</summary>
public sealed class FlippedBitTests
{
    public static TheoryData<string> Names => ["sgx", "tdx", "tdx-v5", "snp"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Evidence_AnyByteFlipped_IsRefused(string name)
    {
        Sample sample = SampleOf(name);
        CollateralSet collateral = sample.CollateralSet;
        byte[] evidence = name == "snp" ? Convert.FromHexString(Encoding.ASCII.GetString(sample.EvidenceBytes).Trim()) : sample.EvidenceBytes;
        Assert.Equal(VerificationOutcome.Genuine, sample.Verify(evidence, collateral).Outcome);
        string[] reasons = Reasons(evidence, SignedLength(name, evidence), flipped => sample.Verify(flipped, collateral));
        Assert.Equal(ExpectedReasons(name), reasons);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Evidence_TruncatedAnywhere_IsRefused(string name)
    {
        Sample sample = SampleOf(name);
        CollateralSet collateral = sample.CollateralSet;
        byte[] evidence = name == "snp" ? Convert.FromHexString(Encoding.ASCII.GetString(sample.EvidenceBytes).Trim()) : sample.EvidenceBytes;
        int end = name == "snp" ? evidence.Length : SignedLength(name, evidence) + (name == "tdx" ? 0 : 1);
        for (int length = 0; length < end; length++)
        {
            VerificationResult result = sample.Verify(evidence[..length], collateral);
            Assert.True(result.FirstFailure?.Name is StepNames.EvidenceKind or StepNames.WellFormed, $"{length}: {result}");
        }
    }

    [Theory]
    [InlineData("tcb_info", "collateral-read tcb-info-platform tcb-info-signature")]
    [InlineData("qe_identity", "collateral-read qe-identity-signature")]
    public void SignedText_AnyByteFlipped_IsRefused(string field, string expected)
    {
        JsonNode json = JsonNode.Parse(Sample.Read("dcap/tdx_quote_collateral.json"))!;
        byte[] text = Encoding.ASCII.GetBytes(json[field]!.GetValue<string>());
        string[] reasons = Reasons(text, text.Length, flipped => With(Sample.Tdx, json, field, Encoding.Latin1.GetString(flipped)), every: 3);
        Assert.Equal(expected.Split(' '), reasons);
    }

    [Theory]
    [InlineData("root_ca_crl", "collateral-read root-crl")]
    [InlineData("pck_crl", "collateral-read pck-crl")]
    public void RevocationList_AnyByteFlipped_IsRefused(string field, string expected)
    {
        JsonNode json = JsonNode.Parse(Sample.Read("dcap/sgx_quote_collateral.json"))!;
        byte[] list = Convert.FromHexString(json[field]!.GetValue<string>());
        string[] reasons = Reasons(list, list.Length, flipped => With(Sample.Sgx, json, field, Convert.ToHexString(flipped)));
        Assert.Equal(expected.Split(' '), reasons);
    }

    [Fact]
    public void AmdRevocationList_AnyByteFlipped_IsRefused()
    {
        byte[] list = Der("snp/crl/milan.pem");
        string[] reasons = Reasons(list, list.Length, flipped => Sample.Snp.Verify(collateral: new CollateralSet(
            [new CollateralFile("vcek", Sample.Read("snp/vcek_milan.der")), new CollateralFile("crl", flipped)])));
        Assert.Equal([StepNames.CollateralRead, StepNames.SnpCrl], reasons);
    }

    [Fact]
    public void Vcek_AnyByteFlipped_IsRefused()
    {
        byte[] vcek = Sample.Read("snp/vcek_milan.der");
        byte[] list = Der("snp/crl/milan.pem");
        string[] reasons = Reasons(vcek, vcek.Length, flipped => Sample.Snp.Verify(collateral: new CollateralSet(
            [new CollateralFile("vcek", flipped), new CollateralFile("crl", list)])));
        Assert.Equal([StepNames.CollateralRead, StepNames.SnpCertificate, StepNames.SnpChain], reasons);
    }

    /// <summary>Flips one bit of each byte in turn, another one each time; answers the names of the steps that refused.</summary>
    private static string[] Reasons(byte[] bytes, int length, Func<byte[], VerificationResult> verify, int every = 1)
    {
        var reasons = new ConcurrentDictionary<string, int>();
        var accepted = new ConcurrentBag<int>();
        Parallel.For(0, (length + every - 1) / every, index =>
        {
            int i = Math.Min((index * every) + (index % every), length - 1);
            byte[] flipped = [.. bytes];
            flipped[i] ^= (byte)(1 << (i % 7));
            VerificationResult result = verify(flipped);
            if (result.FirstFailure is { } failure) reasons.AddOrUpdate(failure.Name, 1, (_, count) => count + 1);
            if (result.Outcome != VerificationOutcome.Refused) accepted.Add(i);
        });
        Assert.Empty(accepted.Order());
        return [.. reasons.Keys.Order(StringComparer.Ordinal)];
    }

    private static VerificationResult With(Sample sample, JsonNode json, string field, string value)
    {
        JsonNode changed = json.DeepClone();
        changed[field] = value;
        return sample.Verify(collateral: new CollateralSet([new CollateralFile("changed.json", Encoding.UTF8.GetBytes(changed.ToJsonString()))]));
    }

    private static byte[] Der(string pem)
    {
        string text = Encoding.ASCII.GetString(Sample.Read(pem));
        return Convert.FromBase64String(text[System.Security.Cryptography.PemEncoding.Find(text).Base64Data]);
    }

    private static Sample SampleOf(string name) => name switch { "sgx" => Sample.Sgx, "tdx" => Sample.Tdx, "tdx-v5" => Sample.TdxV5, _ => Sample.Snp };

    /// <summary>Where the signed structure ends: before the padding, and before the zero byte that ends the certificates.</summary>
    private static int SignedLength(string name, byte[] evidence) => name switch
    {
        "snp" => 0x2A0 + 144,
        "sgx" => 436 + BitConverter.ToInt32(evidence, 432) - 1,
        "tdx" => 636 + BitConverter.ToInt32(evidence, 632) - 1,
        _ => 706 + BitConverter.ToInt32(evidence, 702) - 1,
    };

    private static string[] ExpectedReasons(string name) => name == "snp"
        ? [StepNames.EvidenceKind, StepNames.SnpCertificate, StepNames.SnpCertificateChip, StepNames.SnpCertificateTcb, StepNames.SnpProduct, StepNames.SnpSignature, StepNames.WellFormed]
        : [StepNames.CertificationData, StepNames.EvidenceKind, StepNames.PckChain, StepNames.QeReportData, StepNames.QeReportSignature, StepNames.QuoteHeader, StepNames.QuoteSignature, StepNames.RootCa, StepNames.WellFormed];
}
