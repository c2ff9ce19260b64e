using Lamina.Attestation.Tests.Forged;

namespace Lamina.Attestation.Tests;

/// <summary>Details of steps quote strangers and end up in logs and on terminals.</summary>
public sealed class ShownTextTests
{
    /// <summary>Names that a stranger may give the leaf of a chain, and how they are shown.</summary>
    public static TheoryData<string, string> Names => new()
    {
        { "x'\nkeys: released the key", "'x'?keys: released the key'" },
        { "\u001b[2J\u001b]0;owned\u0007", "'?[2J?]0;owned?'" },
        { "\u009b31m", "'?31m'" },
        { "a\u2028b\u202ec", "'a?b?c'" },
        { "Intel SGX PCK Certificate ", "'Intel SGX PCK Certificate '" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_LeafWithANameThatATerminalObeys_IsRefusedInOneTameLine(string name, string shown)
    {
        var quote = new ForgedQuote(tdx: false);
        quote.Pck = ForgedPki.Issue(quote.Ca, $"\"{name}\"", extensions: ForgedPki.PckExtension(quote.Fmspc, [0, 0], quote.CpuSvn, quote.PceSvn));

        VerificationResult result = quote.Verify();

        Assert.Equal(StepNames.PckChain, result.FirstFailure?.Name);
        Assert.Contains($"the leaf is {shown}", result.FirstFailure!.Detail, StringComparison.Ordinal);
        Assert.All(result.Steps, step => Assert.DoesNotContain(step.Detail, char.IsControl));
        Assert.DoesNotContain(result.ToString(), char.IsControl);
    }

    [Fact]
    public void Detail_HoweverItIsSet_IsTameAndOfReadableLength()
    {
        var step = new VerificationStep("name", StepStatus.Failed, "a\tb");
        Assert.Equal("a?b", step.Detail);
        Assert.Equal("c?d", (step with { Detail = "c\rd" }).Detail);
        Assert.Equal(1003, (step with { Detail = new string('x', 5000) }).Detail.Length);
        Assert.Equal("München: 3 of 4", (step with { Detail = "München: 3 of 4" }).Detail);
    }
}
