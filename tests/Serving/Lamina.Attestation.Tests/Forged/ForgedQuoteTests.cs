using System.Text.Json.Nodes;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Tests.Samples;

namespace Lamina.Attestation.Tests.Forged;

/// <summary>Quotes that are good in every way but one: each is refused at its own step, and at no other.</summary>
public sealed class ForgedQuoteTests
{
    private static readonly Dictionary<string, (string Step, Action<ForgedQuote> Change)> Bad = new()
    {
        // The quote itself.
        ["sgx version 2"] = (StepNames.EvidenceKind, quote => quote.Version = 2),
        ["sgx version 4"] = (StepNames.QuoteHeader, quote => quote.Version = 4),
        ["tdx version 3"] = (StepNames.QuoteHeader, quote => quote.Version = 3),
        ["tdx version 6"] = (StepNames.EvidenceKind, quote => quote.Version = 6),
        ["unknown TEE"] = (StepNames.EvidenceKind, quote => quote.TeeType = 0x82),
        ["key type 3"] = (StepNames.QuoteHeader, quote => quote.KeyType = 3),
        ["vendor of the QE"] = (StepNames.QuoteHeader, quote => quote.Vendor = new byte[16]),
        ["quote signature"] = (StepNames.QuoteSignature, quote => quote.Spoil = "quote-signature"),
        ["body after signing"] = (StepNames.QuoteSignature, quote => quote.QuoteAfterSigning = bytes => Flip(bytes, 112)),
        ["truncated by one"] = (StepNames.WellFormed, quote => quote.QuoteAfterSigning = bytes => bytes[..^1]),
        ["signature data longer than its fields"] = (StepNames.WellFormed, quote => quote.QuoteAfterSigning = bytes => Longer(bytes)),
        ["QE report signature"] = (StepNames.QeReportSignature, quote => quote.Spoil = "qe-signature"),
        ["binding of the key"] = (StepNames.QeReportData, quote => quote.Spoil = "binding"),
        ["rest of the binding"] = (StepNames.QeReportData, quote => quote.Spoil = "binding-rest"),

        // The platform's chain.
        ["certification type 3 without chain"] = (StepNames.CertificationData, quote => quote.CertificationType = 3),
        ["chain of one"] = (StepNames.CertificationData, quote => quote.ChainPem = quote.Platform.Pem),
        ["chain without root"] = (StepNames.CertificationData, quote => quote.ChainPem = quote.Platform.Pem + quote.Ca.Pem),
        ["chain that is no PEM"] = (StepNames.CertificationData, quote => quote.ChainPem = "certificates"),
        ["chain with text"] = (StepNames.CertificationData, quote => quote.ChainPem = "note\n" + quote.Platform.Pem + quote.Ca.Pem + quote.Root.Pem),
        ["root of another"] = (StepNames.RootCa, quote =>
        {
            quote.Root = ForgedPki.Root("Intel SGX Root CA");
            quote.Ca = ForgedPki.Issue(quote.Root, "Intel SGX PCK Platform CA", authority: true);
            quote.Signer = ForgedPki.Issue(quote.Root, "Intel SGX TCB Signing");
        }),
        ["CA of another root"] = (StepNames.PckChain, quote => quote.Ca = ForgedPki.Issue(ForgedPki.Root("Intel SGX Root CA"), "Intel SGX PCK Platform CA", authority: true)),
        ["CA that is no authority"] = (StepNames.PckChain, quote => quote.Ca = ForgedPki.Issue(quote.Root, "Intel SGX PCK Platform CA")),
        ["CA of another name"] = (StepNames.PckChain, quote => quote.Ca = ForgedPki.Issue(quote.Root, "Intel SGX PCK Other CA", authority: true)),
        ["leaf of another CA"] = (StepNames.PckChain, quote => quote.Pck = Pck(quote, ForgedPki.Issue(quote.Root, "Intel SGX PCK Platform CA", authority: true))),
        ["leaf that is an authority"] = (StepNames.PckChain, quote => quote.Pck = Pck(quote, quote.Ca, authority: true)),
        ["leaf of another name"] = (StepNames.PckChain, quote => quote.Pck = Pck(quote, quote.Ca, name: "Intel SGX TCB Signing")),
        ["leaf that expired"] = (StepNames.PckChain, quote => quote.Pck = Pck(quote, quote.Ca, until: ForgedPki.Now.AddDays(-1))),
        ["leaf still to come"] = (StepNames.PckChain, quote => quote.Pck = Pck(quote, quote.Ca, from: ForgedPki.Now.AddDays(1))),
        ["leaf without SGX extension"] = (StepNames.PckExtension, quote => quote.Pck = ForgedPki.Issue(quote.Ca, "Intel SGX PCK Certificate")),
        ["leaf without FMSPC"] = (StepNames.PckExtension, quote => quote.Pck = ForgedPki.Issue(quote.Ca, "Intel SGX PCK Certificate", extensions: ForgedPki.PckExtension(quote.Fmspc, [0, 0], quote.CpuSvn, 11, withoutFmspc: true))),

        // Revocation.
        ["root list missing"] = (StepNames.RootCrl, quote => quote.CollateralAfterSigning = json => json.Remove("root_ca_crl")),
        ["PCK list missing"] = (StepNames.PckCrl, quote => quote.CollateralAfterSigning = json => json.Remove("pck_crl")),
        ["PCK list swapped for the root's"] = (StepNames.PckCrl, quote => quote.PckList = quote.RootList = ForgedPki.List(quote.Root)),
        ["root list swapped for the CA's"] = (StepNames.RootCrl, quote => quote.RootList = quote.PckList = ForgedPki.List(quote.Ca)),
        ["PCK list signed by the root"] = (StepNames.PckCrl, quote => quote.PckList = ForgedPki.List(quote.Ca, signer: quote.Root)),
        ["root list signed by another"] = (StepNames.RootCrl, quote => quote.RootList = ForgedPki.List(quote.Root, signer: quote.Ca)),
        ["PCK list expired"] = (StepNames.PckCrl, quote => quote.PckList = ForgedPki.List(quote.Ca, from: ForgedPki.Now.AddDays(-9), until: ForgedPki.Now)),
        ["root list still to come"] = (StepNames.RootCrl, quote => quote.RootList = ForgedPki.List(quote.Root, from: ForgedPki.Now.AddSeconds(1))),
        ["PCK list with a critical extension"] = (StepNames.CollateralRead, quote => { quote.PckList = ForgedPki.List(quote.Ca, critical: true); quote.MoreCollateral.Add(new CollateralFile("good.crl", ForgedPki.List(quote.Ca))); }),
        ["platform revoked"] = (StepNames.PckRevocation, quote => quote.PckList = ForgedPki.List(quote.Ca, [5, 33])),
        ["CA revoked"] = (StepNames.CaRevocation, quote => quote.RootList = ForgedPki.List(quote.Root, [21])),
        ["TCB signer revoked"] = (StepNames.CaRevocation, quote => quote.RootList = ForgedPki.List(quote.Root, [22])),
        ["two different PCK lists"] = (StepNames.CollateralUnambiguous, quote => quote.MoreCollateral.Add(new CollateralFile("other.crl", ForgedPki.List(quote.Ca, [99])))),

        // TCB info.
        ["TCB info missing"] = (StepNames.TcbInfoPresent, quote => quote.CollateralAfterSigning = json => json.Remove("tcb_info")),
        ["TCB info of another FMSPC"] = (StepNames.TcbInfoPlatform, quote => quote.TcbInfo["fmspc"] = "FFFFFFFFFFFF"),
        ["TCB info of another PCE"] = (StepNames.TcbInfoPlatform, quote => quote.TcbInfo["pceId"] = "0001"),
        ["TCB info version 2"] = (StepNames.CollateralRead, quote => quote.TcbInfo["version"] = 2),
        ["TCB info that is no JSON"] = (StepNames.CollateralRead, quote => quote.TcbInfoAfterSigning = text => text[..^1]),
        ["TCB info with a key twice"] = (StepNames.CollateralRead, quote => quote.TcbInfoAfterSigning = text => text.Replace("\"tcbType\":0", "\"tcbType\":0,\"tcbType\":0")),
        ["TCB info with a status of its own"] = (StepNames.CollateralRead, quote => quote.TcbInfo["tcbLevels"]![0]!["tcbStatus"] = "Splendid"),
        ["TCB info edited"] = (StepNames.TcbInfoSignature, quote => quote.TcbInfoAfterSigning = text => text.Replace("INTEL-SA-00001", "INTEL-SA-00009")),
        ["TCB info reformatted"] = (StepNames.TcbInfoSignature, quote => quote.TcbInfoAfterSigning = text => text.Replace("\"version\":3", "\"version\": 3")),
        ["TCB info signature cut"] = (StepNames.CollateralRead, quote => quote.CollateralAfterSigning = json => json["tcb_info_signature"] = "00"),
        ["TCB info expired"] = (StepNames.TcbInfoDates, quote => quote.TcbInfo["nextUpdate"] = "2026-06-01T00:00:00Z"),
        ["TCB info still to come"] = (StepNames.TcbInfoDates, quote => quote.TcbInfo["issueDate"] = "2026-06-01T00:00:01Z"),
        ["TCB signer missing"] = (StepNames.TcbInfoChain, quote => quote.CollateralAfterSigning = json => json["tcb_info_issuer_chain"] = quote.Root.Pem),
        ["TCB signer under the Platform CA"] = (StepNames.TcbInfoChain, quote => quote.CollateralAfterSigning = json => json["tcb_info_issuer_chain"] = ForgedPki.Issue(quote.Ca, "Intel SGX TCB Signing").Pem),
        ["TCB info signed by the platform"] = (StepNames.TcbInfoChain, quote => quote.CollateralAfterSigning = json => json["tcb_info_issuer_chain"] = quote.Platform.Pem),
        ["TCB signer with a strange root"] = (StepNames.TcbInfoChain, quote => quote.CollateralAfterSigning = json => json["tcb_info_issuer_chain"] = quote.Signer.Pem + ForgedPki.Root("Intel SGX Root CA").Pem),

        // The quoting enclave's identity.
        ["identity missing"] = (StepNames.QeIdentityPresent, quote => quote.CollateralAfterSigning = json => json.Remove("qe_identity")),
        ["identity of the QVE"] = (StepNames.QeIdentityKind, quote => quote.QeIdentity["id"] = "QVE"),
        ["identity version 1"] = (StepNames.CollateralRead, quote => quote.QeIdentity["version"] = 1),
        ["identity edited"] = (StepNames.QeIdentitySignature, quote => quote.QeIdentityAfterSigning = text => text.Replace("INTEL-SA-00002", "INTEL-SA-00009")),
        ["identity expired"] = (StepNames.QeIdentityDates, quote => quote.QeIdentity["nextUpdate"] = "2026-05-31T00:00:00Z"),
        ["identity still to come"] = (StepNames.QeIdentityDates, quote => quote.QeIdentity["issueDate"] = "2026-06-02T00:00:00Z"),
        ["identity signer missing"] = (StepNames.QeIdentityChain, quote => quote.CollateralAfterSigning = json => json["qe_identity_issuer_chain"] = quote.Root.Pem),
        ["QE of another signer"] = (StepNames.QeIdentityMatch, quote => quote.QeReport[128] ^= 1),
        ["QE of another product"] = (StepNames.QeIdentityMatch, quote => quote.QeReport[256] ^= 1),
        ["QE with another MISCSELECT"] = (StepNames.QeIdentityMatch, quote => quote.QeReport[16] = 1),
        ["QE with other attributes"] = (StepNames.QeIdentityMatch, quote => quote.QeReport[48] |= 0x20),
        ["QE in debug mode"] = (StepNames.QeIdentityMatch, quote => quote.QeReport[48] |= 0x02),
        ["QE in debug mode that the identity's mask hides"] = (StepNames.QeIdentityMatch, quote => { quote.QeReport[48] |= 0x02; quote.QeIdentity["attributesMask"] = "F9FFFFFFFFFFFFFF0000000000000000"; }),
        ["QE too old"] = (StepNames.QeTcbLevel, quote => quote.QeReport[258] = 3),
        ["QE revoked"] = (StepNames.TcbRevoked, quote => quote.QeIdentity["tcbLevels"]![0]!["tcbStatus"] = "Revoked"),

        // The platform's state.
        ["CPU too old"] = (StepNames.TcbLevel, quote => quote.CpuSvn[15] = 2),
        ["PCE too old"] = (StepNames.TcbLevel, quote => quote.PceSvn = 7),
        ["platform revoked by its level"] = (StepNames.TcbRevoked, quote => quote.TcbInfo["tcbLevels"]![0]!["tcbStatus"] = "Revoked"),
        ["no levels"] = (StepNames.TcbLevel, quote => quote.TcbInfo["tcbLevels"] = new JsonArray()),
        ["too few components"] = (StepNames.CollateralRead, quote => quote.TcbInfo["tcbLevels"]![0]!["tcb"]!["sgxtcbcomponents"]!.AsArray().RemoveAt(0)),
    };

    private static readonly Dictionary<string, (string Step, Action<ForgedQuote> Change)> BadSgx = new()
    {
        ["debug enclave"] = (StepNames.Debug, quote => quote.Body[48] |= 0x02),
    };

    private static readonly Dictionary<string, (string Step, Action<ForgedQuote> Change)> BadTdx = new()
    {
        ["TDX components missing"] = (StepNames.CollateralRead, quote => quote.TcbInfo["tcbLevels"]![0]!["tcb"]!.AsObject().Remove("tdxtcbcomponents")),
        ["outer certification type 5"] = (StepNames.WellFormed, quote => quote.QuoteAfterSigning = bytes => Flip(bytes, 636 + 128)),
        ["module unknown"] = (StepNames.TdxModule, quote => quote.Body[1] = 2),
        ["module too old"] = (StepNames.TdxModule, quote => quote.Body[0] = 2),
        ["module of another signer"] = (StepNames.TdxModule, quote => quote.Body[64] = 1),
        ["module with attributes"] = (StepNames.TdxModule, quote => quote.Body[112] = 1),
        ["module revoked"] = (StepNames.TcbRevoked, quote => quote.TcbInfo["tdxModuleIdentities"]![0]!["tcbLevels"]![0]!["tcbStatus"] = "Revoked"),
        ["component 2 of the module too old"] = (StepNames.TcbLevel, quote => { quote.Body[2] = 0; quote.TcbInfo["tcbLevels"]![0]!["tcb"]!["tdxtcbcomponents"]![2]!["svn"] = 1; quote.TcbInfo["tcbLevels"]![1]!["tcb"]!["tdxtcbcomponents"]![2]!["svn"] = 1; }),
        ["unversioned module, component 0 too old"] = (StepNames.TcbLevel, quote => quote.Body[1] = 0),
        ["debug domain"] = (StepNames.Debug, quote => quote.Body[120] = 1),
        ["profiled domain"] = (StepNames.Debug, quote => quote.Body[120] = 0x20),
        ["SEPT_VE_DISABLE clear"] = (StepNames.SeptVeDisable, quote => quote.Body[123] = 0),
        ["reserved attribute"] = (StepNames.TdAttributes, quote => quote.Body[121] = 1),
        ["reserved upper attribute"] = (StepNames.TdAttributes, quote => quote.Body[125] = 1),
    };

    public static TheoryData<string, bool> BadCases
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string name in Bad.Keys)
            {
                if (!name.StartsWith("tdx", StringComparison.Ordinal)) data.Add(name, false);
                if (!name.StartsWith("sgx", StringComparison.Ordinal)) data.Add(name, true);
            }

            foreach (string name in BadSgx.Keys) data.Add(name, false);
            foreach (string name in BadTdx.Keys) data.Add(name, true);
            return data;
        }
    }

    [Fact]
    public void Classes_AreAtLeastSixty() => Assert.InRange(Bad.Count + BadSgx.Count + BadTdx.Count, 60, int.MaxValue);

    [Theory]
    [MemberData(nameof(BadCases))]
    public void Verify_BadInOneWay_IsRefusedAtItsOwnStep(string name, bool tdx)
    {
        (string step, Action<ForgedQuote> change) = (Bad.TryGetValue(name, out (string, Action<ForgedQuote>) found) ? found : tdx ? BadTdx[name] : BadSgx[name]);
        var quote = new ForgedQuote(tdx);
        change(quote);
        VerificationResult result = quote.Verify();
        string[] failed = [.. result.Steps.Where(entry => entry.Status == StepStatus.Failed).Select(entry => entry.Name)];
        Assert.True(failed is [string only] && only == step, $"wanted {step}\n{Sample.Told(result)}");
        Assert.Equal(VerificationOutcome.Refused, result.Outcome);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Verify_GoodInEveryWay_IsGenuine(bool tdx, bool v15) => Good(new ForgedQuote(tdx, v15), "UpToDate");

    [Fact]
    public void Verify_PaddedQuote_IsGenuine()
    {
        Good(new ForgedQuote(true) { Trailing = new byte[3000] }, "UpToDate");
        Good(new ForgedQuote(false) { Trailing = [1, 2, 3] }, "UpToDate");
    }

    [Fact]
    public void Verify_OldButKnown_SaysSo()
    {
        var old = new ForgedQuote(false);
        old.CpuSvn[3] = 4;
        Good(old, "OutOfDate", "INTEL-SA-00001");
        var oldQe = new ForgedQuote(false);
        oldQe.QeReport[258] = 5;
        oldQe.TcbInfo["tcbLevels"]![0]!["tcbStatus"] = "ConfigurationNeeded";
        Good(oldQe, "OutOfDateConfigurationNeeded", "INTEL-SA-00002");
        var oldModule = new ForgedQuote(true);
        oldModule.Body[0] = 4;
        Good(oldModule, "OutOfDate", "INTEL-SA-00003");
    }

    /// <summary>
    /// The two readings of step 10. The level demands component 0 to be 7. A module with a version of its own (5 here) is judged
    /// by its identity alone; one without is judged by components 0 and 1 too.
    /// </summary>
    [Fact]
    public void Verify_ModuleWithItsOwnVersion_IsJudgedByItsIdentityNotByTheComponents()
    {
        Good(new ForgedQuote(true), "UpToDate");
        var unversioned = new ForgedQuote(true);
        unversioned.Body[0] = 7;
        unversioned.Body[1] = 0;
        Good(unversioned, "UpToDate");
        unversioned.Body[0] = 6;
        Assert.Equal(StepNames.TcbLevel, unversioned.Verify().FirstFailure?.Name);
    }

    [Fact]
    public void Verify_ServiceDomainBound_IsRefusedWithoutAPolicy()
    {
        var quote = new ForgedQuote(true, v15: true);
        quote.Body[600] = 1;
        Assert.Equal(StepNames.ServiceTd, quote.Verify().FirstFailure?.Name);
    }

    [Fact]
    public void Verify_CertificationType3WithChainInCollateral_IsGenuine()
    {
        var quote = new ForgedQuote(false) { CertificationType = 3 };
        quote.MoreCollateral.Add(new CollateralFile("pck.pem", System.Text.Encoding.ASCII.GetBytes(quote.Platform.Pem)));
        Good(quote, "UpToDate");
    }

    [Fact]
    public void Verify_RevocationNone_SaysSoAndChecksTheRest()
    {
        var quote = new ForgedQuote(false) { Revocation = RevocationMode.None, CollateralAfterSigning = json => { json.Remove("root_ca_crl"); json.Remove("pck_crl"); } };
        VerificationResult result = quote.Verify();
        Assert.Equal(VerificationOutcome.Genuine, result.Outcome);
        Assert.Equal([StepNames.RootCrl, StepNames.PckCrl, StepNames.PckRevocation, StepNames.CaRevocation, StepNames.ReportData], result.Steps.Where(step => step.Status == StepStatus.NotChecked).Select(step => step.Name));
    }

    [Fact]
    public void Verify_OtherPlatformsCollateralBeside_IsLeftAsideByName()
    {
        var quote = new ForgedQuote(false);
        quote.MoreCollateral.Add(new CollateralFile("tdx.json", new ForgedQuote(true).Collateral()));
        VerificationResult result = quote.Verify();
        Assert.True(result.Outcome == VerificationOutcome.Refused, "its lists are newly made, so two different ones of the same issuer are there");
        Assert.Contains(result.Steps, step => step is { Name: StepNames.TcbInfoPlatform, Status: StepStatus.Passed });
    }

    private static void Good(ForgedQuote quote, string status, params string[] advisories)
    {
        VerificationResult result = quote.Verify();
        Assert.True(result.Outcome == VerificationOutcome.Genuine, Sample.Told(result));
        Assert.Equal(status, result.TcbStatus);
        Assert.Equal(advisories, result.Advisories);
        Assert.Equal(20, result.EvaluationNumber);
    }

    private static Keyed Pck(ForgedQuote quote, Keyed ca, bool authority = false, string name = "Intel SGX PCK Certificate", DateTimeOffset? from = null, DateTimeOffset? until = null) =>
        ForgedPki.Issue(ca, name, authority, 33, null, from, until, ForgedPki.PckExtension(quote.Fmspc, [0, 0], quote.CpuSvn, quote.PceSvn));

    private static byte[] Flip(byte[] bytes, int index)
    {
        bytes[index] ^= 1;
        return bytes;
    }

    /// <summary>One byte more inside the signature data than its fields account for.</summary>
    private static byte[] Longer(byte[] bytes)
    {
        int at = BitConverter.ToUInt16(bytes) == 3 ? 432 : 632;
        byte[] longer = [.. bytes, 0];
        BitConverter.GetBytes(BitConverter.ToInt32(bytes, at) + 1).CopyTo(longer, at);
        return longer;
    }
}
