using Lamina.Attestation.Collateral;
using Lamina.Attestation.Tests.Forged;
using Lamina.Testing;

namespace Lamina.Attestation.Tests.Collateral;

public sealed class RollbackStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Admit_SameAndNewer_StayGenuineAcrossRestarts()
    {
        VerificationResult older = Issued("2026-05-25", 20);
        VerificationResult newer = Issued("2026-05-26", 21);
        Assert.Equal(VerificationOutcome.Genuine, Store().Admit(older).Outcome);
        Assert.Equal(VerificationOutcome.Genuine, Store().Admit(older).Outcome);
        VerificationResult admitted = Store().Admit(newer);
        Assert.Equal(VerificationOutcome.Genuine, admitted.Outcome);
        Assert.Equal(StepStatus.Passed, admitted.Steps[^1].Status);
    }

    [Theory]
    [InlineData("2026-05-24", 20)]
    [InlineData("2026-05-25", 19)]
    public void Admit_Older_IsRefusedAsRolledBack(string date, int number)
    {
        Store().Admit(Issued("2026-05-25", 20));
        VerificationResult result = Store().Admit(Issued(date, number));
        Assert.Equal(VerificationOutcome.Refused, result.Outcome);
        Assert.Equal(StepNames.CollateralRollback, result.FirstFailure?.Name);
        Assert.Contains("rolled back", result.FirstFailure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Admit_OlderList_IsRefused()
    {
        var report = new ForgedReport { List = ForgedPki.List(new ForgedReport().Root, from: ForgedPki.Now.AddHours(-1)) };
        Store().Admit(report.Verify());
        report.List = ForgedPki.List(report.Root, from: ForgedPki.Now.AddHours(-2));
        Assert.Equal(VerificationOutcome.Genuine, report.Verify().Outcome);
        Assert.Equal(StepNames.CollateralRollback, Store().Admit(report.Verify()).FirstFailure?.Name);
    }

    [Fact]
    public void Admit_RefusedEvidence_IsNotRemembered()
    {
        var spoiled = new ForgedQuote(false);
        spoiled.Body[48] |= 0x02;
        spoiled.TcbInfo["tcbEvaluationDataNumber"] = 99;
        Assert.Equal(VerificationOutcome.Refused, Store().Admit(spoiled.Verify()).Outcome);
        Assert.Equal(VerificationOutcome.Genuine, Store().Admit(Issued("2026-05-25", 20)).Outcome);
    }

    [Fact]
    public void Open_DamagedFile_IsLeftToAPerson()
    {
        File.WriteAllText(_folder["seen"], "yesterday 3 tcb-info\n");
        Assert.Throws<InvalidDataException>(Store);
    }

    private RollbackStore Store() => new(_folder["seen"]);

    private static VerificationResult Issued(string date, int number)
    {
        var quote = new ForgedQuote(false);
        quote.TcbInfo["issueDate"] = date + "T00:00:00Z";
        quote.TcbInfo["tcbEvaluationDataNumber"] = number;
        quote.RootList = ForgedPki.List(quote.Root, from: ForgedPki.Now.AddDays(-1));
        VerificationResult result = quote.Verify();
        Assert.Equal(VerificationOutcome.Genuine, result.Outcome);
        return result;
    }
}
