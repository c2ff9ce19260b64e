using Lamina.Attestation.EventLogs;
using Lamina.Attestation.Tests.Samples;

namespace Lamina.Attestation.Tests.EventLogs;

/// <summary>The event log of a real TDX machine replays to the registers of its own quote.</summary>
public sealed class TdxEventLogTests
{
    private static byte[] Log => Sample.Read("tdx/ccel_data.dat");

    private static TdxClaims Claims => Assert.IsType<TdxClaims>(Sample.Cos.Verify().Claims);

    [Fact]
    public void Replay_RealLog_GivesTheQuotesRegisters()
    {
        TdxEventLog? log = TdxEventLog.Parse(Log, out string? fault);
        Assert.True(log is not null, fault);
        Assert.NotEmpty(log.Events);
        VerificationStep step = log.Judge(Claims);
        Assert.True(step.Status == StepStatus.Passed, step.Detail);
    }

    [Fact]
    public void Replay_LogOfAnotherMachine_Fails()
    {
        TdxEventLog log = TdxEventLog.Parse(Log, out _)!;
        VerificationStep step = log.Judge(Assert.IsType<TdxClaims>(Sample.Tdx.Verify().Claims));
        Assert.Equal(StepStatus.Failed, step.Status);
        Assert.Equal(StepNames.EventLog, step.Name);
    }

    [Fact]
    public void Replay_OneDigestAltered_NamesTheRegister()
    {
        TdxEventLog log = TdxEventLog.Parse(Log, out _)!;
        TdxEvent last = log.Events[^1];
        byte[] altered = Log;
        int at = altered.AsSpan().LastIndexOf(last.Digest.Span);
        altered[at] ^= 1;
        VerificationStep step = TdxEventLog.Parse(altered, out _)!.Judge(Claims);
        Assert.Contains($"RTMR{last.Register}", step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TruncatedAnywhere_NeverGivesTheRegistersAndNeverThrows()
    {
        TdxEventLog whole = TdxEventLog.Parse(Log, out _)!;
        int used = Log.AsSpan().LastIndexOf(whole.Events[^1].Digest.Span) + 48;
        for (int length = 0; length < used; length += length < 4096 ? 1 : 61)
        {
            TdxEventLog? log = TdxEventLog.Parse(Log.AsMemory(0, length), out string? fault);
            Assert.True(log is null ? fault is not null : log.Events.Count < whole.Events.Count, $"{length}");
        }
    }

    [Fact]
    public void Parse_NoLog_IsAFault()
    {
        Assert.Null(TdxEventLog.Parse(new byte[100], out string? fault));
        Assert.NotNull(fault);
        Assert.Null(TdxEventLog.Parse(new byte[TdxEventLog.MaxLength + 1], out fault));
        Assert.NotNull(fault);
    }
}
