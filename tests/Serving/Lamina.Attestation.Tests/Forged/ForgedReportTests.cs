using System.Security.Cryptography;
using System.Text;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Tests.Samples;

namespace Lamina.Attestation.Tests.Forged;

/// <summary>SEV-SNP reports that are good in every way but one.</summary>
public sealed class ForgedReportTests
{
    private static readonly Dictionary<string, (string Step, Action<ForgedReport> Change)> Bad = new()
    {
        ["version 1"] = (StepNames.EvidenceKind, report => report.Bytes[0] = 1),
        ["version 6"] = (StepNames.EvidenceKind, report => report.Bytes[0] = 6),
        ["cut short"] = (StepNames.WellFormed, report => report.AfterSigning = bytes => bytes[..^1]),
        ["signature algorithm"] = (StepNames.WellFormed, report => report.Bytes[0x34] = 2),
        ["signing key 7"] = (StepNames.WellFormed, report => report.Bytes[0x48] = 7 << 2),
        ["privilege level 4"] = (StepNames.WellFormed, report => report.Bytes[0x30] = 4),
        ["signature padding"] = (StepNames.WellFormed, report => report.AfterSigning = bytes => { bytes[0x2A0 + 60] = 1; return bytes; }),
        ["signature"] = (StepNames.SnpSignature, report => report.SpoilSignature = true),
        ["measurement after signing"] = (StepNames.SnpSignature, report => report.AfterSigning = bytes => { bytes[0x90] ^= 1; return bytes; }),
        ["certificate missing"] = (StepNames.SnpCertificate, report => report.WithoutLeaf = true),
        ["VCEK report with the key of a provider"] = (StepNames.SnpCertificate, report => { report.WithoutLeaf = true; report.MoreCollateral.Add(Pem(new ForgedReport(vlek: true).MakeLeaf(report.Ask))); }),
        ["leaf of another authority"] = (StepNames.SnpChain, report => report.Leaf = report.MakeLeaf(ForgedPki.Issue(report.Root, "SEV-Milan", authority: true, curve: ECCurve.NamedCurves.nistP384))),
        ["leaf of an unknown authority"] = (StepNames.SnpChain, report => report.Leaf = report.MakeLeaf(ForgedPki.Issue(report.Root, "SEV-Rome", authority: true, curve: ECCurve.NamedCurves.nistP384))),
        ["leaf of the root itself"] = (StepNames.SnpChain, report => report.Leaf = report.MakeLeaf(report.Root)),
        ["leaf that is an authority"] = (StepNames.SnpChain, report => report.Leaf = report.MakeLeaf(report.Ask, authority: true)),
        ["leaf that expired"] = (StepNames.SnpChain, report => report.Leaf = report.MakeLeaf(report.Ask, until: ForgedPki.Now.AddDays(-1))),
        ["leaf still to come"] = (StepNames.SnpChain, report => report.Leaf = report.MakeLeaf(report.Ask, from: ForgedPki.Now.AddDays(1))),
        ["ASK of another root"] = (StepNames.SnpChain, report => report.Ask = ForgedPki.Issue(ForgedPki.Root("ARK-Milan", ECCurve.NamedCurves.nistP384), "SEV-Milan", authority: true, curve: ECCurve.NamedCurves.nistP384)),
        ["root of another"] = (StepNames.RootCa, report => report.TrustRoot = ForgedPki.Root("ARK-Milan", ECCurve.NamedCurves.nistP384)),
        ["root of another product"] = (StepNames.SnpChain, report => report.TrustRoot = new ForgedReport("Genoa").Root),
        ["list missing"] = (StepNames.SnpCrl, report => report.List = []),
        ["list of another product"] = (StepNames.SnpCrl, report => report.List = ForgedPki.List(new ForgedReport("Genoa").Root)),
        ["list signed by the ASK"] = (StepNames.SnpCrl, report => report.List = ForgedPki.List(report.Root, signer: report.Ask)),
        ["list expired"] = (StepNames.SnpCrl, report => report.List = ForgedPki.List(report.Root, until: ForgedPki.Now)),
        ["list still to come"] = (StepNames.SnpCrl, report => report.List = ForgedPki.List(report.Root, from: ForgedPki.Now.AddSeconds(1))),
        ["ASK revoked"] = (StepNames.SnpRevocation, report => report.List = ForgedPki.List(report.Root, [41])),
        ["two different lists"] = (StepNames.CollateralUnambiguous, report => report.MoreCollateral.Add(new CollateralFile("other.crl", ForgedPki.List(report.Root, [9])))),
        ["damaged list beside a good one"] = (StepNames.CollateralRead, report => report.MoreCollateral.Add(new CollateralFile("bad.crl", new byte[] { 0x30, 0x03, 1, 2, 3 }))),
        ["file that is nothing"] = (StepNames.CollateralRead, report => report.MoreCollateral.Add(new CollateralFile("page.html", "<html>"u8.ToArray()))),
        ["certificate for older firmware"] = (StepNames.SnpCertificateTcb, report => report.CertificateSvns = [0, 3, 0, 7, 115]),
        ["certificate for newer microcode"] = (StepNames.SnpCertificateTcb, report => report.CertificateSvns = [0, 3, 0, 8, 116]),
        ["certificate of another chip"] = (StepNames.SnpCertificateChip, report => report.HwId = [.. Enumerable.Repeat((byte)0x34, 64)]),
        ["masked chip"] = (StepNames.SnpCertificateChip, report => report.Bytes.AsSpan(0x1A0, 64).Clear()),
        ["processor of another product"] = (StepNames.SnpProduct, report => { report.Bytes[0] = 3; report.Bytes[0x188] = 0x19; report.Bytes[0x189] = 0x11; }),
        ["processor unknown"] = (StepNames.SnpProduct, report => { report.Bytes[0] = 3; report.Bytes[0x188] = 0x17; }),
        ["guest policy without bit 17"] = (StepNames.SnpGuestPolicy, report => report.Bytes[10] = 0x01),
        ["guest policy with unknown bits"] = (StepNames.SnpGuestPolicy, report => report.Bytes[11] = 0x80),
        ["debug"] = (StepNames.Debug, report => report.Bytes[10] |= 0x08),
    };

    public static TheoryData<string> BadCases => [.. Bad.Keys];

    [Theory]
    [MemberData(nameof(BadCases))]
    public void Verify_BadInOneWay_IsRefusedAtItsOwnStep(string name)
    {
        (string step, Action<ForgedReport> change) = Bad[name];
        var report = new ForgedReport();
        change(report);
        VerificationResult result = report.Verify();
        string[] failed = [.. result.Steps.Where(entry => entry.Status == StepStatus.Failed).Select(entry => entry.Name)];
        Assert.True(failed is [string only] && only == step, $"wanted {step}\n{Sample.Told(result)}");
        Assert.Equal(VerificationOutcome.Refused, result.Outcome);
    }

    [Theory]
    [InlineData("Milan", false)]
    [InlineData("Milan", true)]
    [InlineData("Genoa", false)]
    [InlineData("Genoa", true)]
    [InlineData("Turin", false)]
    [InlineData("Turin", true)]
    public void Verify_GoodInEveryWay_IsGenuine(string product, bool vlek)
    {
        foreach (byte version in new byte[] { 2, 3, 5 })
        {
            var report = new ForgedReport(product, vlek);
            report.Bytes[0] = version;
            if (version >= 3) (report.Bytes[0x188], report.Bytes[0x189]) = product switch { "Milan" => ((byte)0x19, (byte)0x01), "Genoa" => ((byte)0x19, (byte)0x11), _ => ((byte)0x1A, (byte)0x02) };
            VerificationResult result = report.Verify();
            Assert.True(result.Outcome == VerificationOutcome.Genuine, Sample.Told(result));
            Assert.Equal(product, Assert.IsType<SnpClaims>(result.Claims).Tcb!.Product);
        }
    }

    [Fact]
    public void Verify_CertificateTable_IsRead()
    {
        var report = new ForgedReport { WithoutLeaf = true };
        report.Leaf = report.MakeLeaf(report.Ask);
        foreach (bool bigEndian in new[] { true, false })
        {
            report.MoreCollateral.Clear();
            report.MoreCollateral.Add(new CollateralFile("auxblob", Table(report.Leaf.Certificate.RawData, bigEndian)));
            Assert.Equal(VerificationOutcome.Genuine, report.Verify().Outcome);
        }

        report.MoreCollateral[0] = new CollateralFile("auxblob", Table(report.Leaf.Certificate.RawData, true).AsMemory()[..^1]);
        Assert.Contains(report.Verify().Steps, step => step is { Name: StepNames.CollateralRead, Status: StepStatus.Failed });
    }

    [Fact]
    public void Verify_TwoVceksOfOneChip_TheOneForTheReportCounts()
    {
        var report = new ForgedReport();
        report.Leaf = report.MakeLeaf(report.Ask);
        report.MoreCollateral.Add(Pem(new ForgedReport { CertificateSvns = [0, 3, 0, 7, 100] }.MakeLeaf(report.Ask)));
        Assert.Equal(VerificationOutcome.Genuine, report.Verify().Outcome);
    }

    private static CollateralFile Pem(Keyed keyed) => new("more.pem", Encoding.ASCII.GetBytes(keyed.Pem));

    private static byte[] Table(byte[] vcek, bool bigEndian)
    {
        byte[] guid = new Guid("63da758d-e664-4564-adc5-f4b93be8accd").ToByteArray(bigEndian);
        return [.. guid, .. BitConverter.GetBytes(48), .. BitConverter.GetBytes(vcek.Length), .. new byte[24], .. vcek];
    }
}
