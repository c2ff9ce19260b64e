using System.Text;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Tests.Forged;

namespace Lamina.Attestation.Tests.Collateral;

/// <summary>Collateral comes from servers that nobody vouches for: what cannot be read is a fault in one line, never an exception.</summary>
public sealed class HostileCollateralTests
{
    private static readonly string Good = Encoding.UTF8.GetString(new ForgedQuote(tdx: true).Collateral());

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\udfff\\ud800")]
    public void Read_StringOfHalfASurrogate_IsAFault(string half)
    {
        foreach (string key in new[] { "tcb_info", "root_ca_crl", "pck_crl_issuer_chain", "qe_identity_signature" })
        {
            List<string> faults = Faults(Encoding.UTF8.GetBytes(Good.Replace($"\"{key}\":\"", $"\"{key}\":\"{half}", StringComparison.Ordinal)));
            Assert.Contains(faults, fault => fault.Contains("no Unicode text", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Read_BytesThatAreNoUtf8_AreAFault()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Good);
        bytes[Good.IndexOf("\"tcb_info\":\"", StringComparison.Ordinal) + 14] = 0xFF;
        Assert.NotEmpty(Faults(bytes));
    }

    [Fact]
    public void Read_TextThatIsQuotedInTheFault_StaysOneLine()
    {
        foreach (string bad in new[] { "{\"tcb_info\": nul\n\u001b[31mFAKE LOG LINE", "-----BEGIN A\u001bB-----\nAAAA\n-----END A\u001bB-----\n" })
        {
            Assert.All(Faults(Encoding.UTF8.GetBytes(bad)), fault => Assert.DoesNotContain(fault, char.IsControl));
        }

        string signed = "{\"id\":\"SGX\",\"version\": t\nrue}";
        List<string> faults = Faults(Encoding.UTF8.GetBytes($$"""{"tcb_info":"{{signed.Replace("\"", "\\\"").Replace("\n", "\\n")}}","tcb_info_signature":"{{new string('0', 128)}}"}"""));
        Assert.Contains(faults, fault => fault.Contains("TCB info: no JSON", StringComparison.Ordinal));
        Assert.All(faults, fault => Assert.DoesNotContain(fault, char.IsControl));
    }

    [Fact]
    public void Read_TheGoodOnes_HaveNoFault() => Assert.Empty(Faults(Encoding.UTF8.GetBytes(Good)));

    private static List<string> Faults(byte[] file) => CollateralReader.Read([new CollateralFile("file", file)]).Faults;
}
