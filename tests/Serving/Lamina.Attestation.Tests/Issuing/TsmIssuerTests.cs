using Lamina.Attestation.Issuing;

namespace Lamina.Attestation.Tests.Issuing;

public sealed class TsmIssuerTests
{
    private static readonly byte[] ReportData = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Issue_Tdx_GivesTheOutblobAndLeavesNoEntry()
    {
        using var kernel = new ImitatedKernel("tdx_guest") { Certificates = [1] };
        IssuedEvidence issued = await new TsmIssuer(EvidenceKind.Tdx, kernel.Root, kernel).IssueAsync(ReportData, Cancel);
        Assert.Equal([(byte)'<', .. ReportData, (byte)'>'], issued.Evidence.ToArray());
        Assert.Equal(0, issued.Certificates.Length);
        Assert.Equal(0, kernel.Entries);
    }

    [Fact]
    public async Task Issue_Snp_GivesTheCertificateTableToo()
    {
        using var kernel = new ImitatedKernel("sev_guest") { Certificates = [1, 2, 3] };
        Assert.Equal([1, 2, 3], (await new TsmIssuer(EvidenceKind.SevSnp, kernel.Root, kernel).IssueAsync(ReportData, Cancel)).Certificates.ToArray());
    }

    [Fact]
    public async Task Issue_SnpHostWithoutCertificates_GivesNone()
    {
        using var kernel = new ImitatedKernel("sev_guest") { Refuse = path => path.EndsWith("auxblob", StringComparison.Ordinal) ? new IOException("no data") : null };
        Assert.Equal(0, (await new TsmIssuer(EvidenceKind.SevSnp, kernel.Root, kernel).IssueAsync(ReportData, Cancel)).Certificates.Length);
    }

    [Fact]
    public async Task Issue_AnotherWritesInBetween_TriesAgain()
    {
        int times = 0;
        using var kernel = new ImitatedKernel("tdx_guest");
        kernel.BeforeOutblob = entry =>
        {
            if (times++ < 2) kernel.Sign(entry, new byte[64]);
        };
        IssuedEvidence issued = await new TsmIssuer(EvidenceKind.Tdx, kernel.Root, kernel).IssueAsync(ReportData, Cancel);
        Assert.Equal([(byte)'<', .. ReportData, (byte)'>'], issued.Evidence.ToArray());
        Assert.Equal(3, times);
    }

    [Fact]
    public async Task Issue_AnotherNeverStopsWriting_GivesUpWithASentence()
    {
        using var kernel = new ImitatedKernel("tdx_guest");
        kernel.BeforeOutblob = entry => kernel.Sign(entry, new byte[64]);
        IOException error = await Assert.ThrowsAsync<IOException>(async () => await new TsmIssuer(EvidenceKind.Tdx, kernel.Root, kernel).IssueAsync(ReportData, Cancel));
        Assert.Contains("generation kept moving", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, kernel.Entries);
    }

    [Fact]
    public async Task Issue_KernelBusyOnce_TriesAgain()
    {
        int busy = 1;
        using var kernel = new ImitatedKernel("tdx_guest") { Refuse = path => path.EndsWith("outblob", StringComparison.Ordinal) && busy-- > 0 ? new IOException("Device or resource busy") : null };
        Assert.Equal(66, (await new TsmIssuer(EvidenceKind.Tdx, kernel.Root, kernel).IssueAsync(ReportData, Cancel)).Evidence.Length);
    }

    [Fact]
    public async Task Issue_KernelAlwaysFails_SaysWhere()
    {
        using var kernel = new ImitatedKernel("tdx_guest") { Refuse = path => path.EndsWith("inblob", StringComparison.Ordinal) ? new IOException("File too large") : null };
        IOException error = await Assert.ThrowsAsync<IOException>(async () => await new TsmIssuer(EvidenceKind.Tdx, kernel.Root, kernel).IssueAsync(ReportData, Cancel));
        Assert.Contains("File too large", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, kernel.Entries);
    }

    [Fact]
    public async Task Issue_EmptyOutblob_IsAnError()
    {
        using var kernel = new ImitatedKernel("tdx_guest") { EmptyEvidence = true };
        Assert.Contains("quoting service", (await Assert.ThrowsAsync<IOException>(async () => await new TsmIssuer(EvidenceKind.Tdx, kernel.Root, kernel).IssueAsync(ReportData, Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue_ManyCallers_EachGetsItsOwn()
    {
        using var kernel = new ImitatedKernel("tdx_guest");
        var issuer = new TsmIssuer(EvidenceKind.Tdx, kernel.Root, kernel);
        await Parallel.ForAsync(0, 32, Cancel, async (i, token) =>
        {
            byte[] own = [.. Enumerable.Repeat((byte)i, 64)];
            Assert.Equal(own, (await issuer.IssueAsync(own, token)).Evidence[1..^1].ToArray());
        });
        Assert.Equal(0, kernel.Entries);
    }

    [Fact]
    public async Task Issue_WrongLength_Throws()
    {
        using var kernel = new ImitatedKernel("tdx_guest");
        await Assert.ThrowsAsync<ArgumentException>(async () => await new TsmIssuer(EvidenceKind.Tdx, kernel.Root, kernel).IssueAsync(new byte[32], Cancel));
    }
}
