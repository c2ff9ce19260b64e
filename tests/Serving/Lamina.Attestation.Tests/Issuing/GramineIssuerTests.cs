using Lamina.Attestation.Issuing;
using Lamina.Testing;

namespace Lamina.Attestation.Tests.Issuing;

public sealed class GramineIssuerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Issue_ManyCallers_NeverMixReportData()
    {
        using var issuer = new GramineIssuer(_folder.Path, new ImitatedGramine());
        await Parallel.ForAsync(0, 50, TestContext.Current.CancellationToken, async (i, token) =>
        {
            byte[] own = [.. Enumerable.Repeat((byte)i, 64)];
            Assert.Equal(own, (await issuer.IssueAsync(own, token)).Evidence.ToArray());
        });
    }

    [Fact]
    public async Task Issue_WithoutRemoteAttestation_IsAnError()
    {
        using var issuer = new GramineIssuer(_folder.Path, new ImitatedGramine { Empty = true });
        IOException error = await Assert.ThrowsAsync<IOException>(async () => await issuer.IssueAsync(new byte[64], TestContext.Current.CancellationToken));
        Assert.Contains("sgx.remote_attestation", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue_WrongLength_Throws()
    {
        using var issuer = new GramineIssuer(_folder.Path, new ImitatedGramine());
        await Assert.ThrowsAsync<ArgumentException>(async () => await issuer.IssueAsync(new byte[65], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("dcap", null, true, "sgx, through")]
    [InlineData("dcap", EvidenceKind.Sgx, true, "sgx, through")]
    [InlineData("dcap", EvidenceKind.Tdx, false, "wanted tdx, but this machine has sgx")]
    [InlineData("none", null, false, "set sgx.remote_attestation")]
    [InlineData(null, null, false, "no TEE is here")]
    public void Detector_Gramine_FindsWhatIsThere(string? type, EvidenceKind? wanted, bool found, string said)
    {
        if (type is not null) File.WriteAllText(_folder["attestation_type"], type + "\n");
        IEvidenceIssuer? issuer = new PlatformDetector(new PlatformFiles(), _folder.Path, _folder["no-tsm"]).Find(wanted, out string sentence);
        Assert.Equal(found, issuer is GramineIssuer);
        Assert.Contains(said, sentence, StringComparison.Ordinal);
        (issuer as IDisposable)?.Dispose();
    }

    [Theory]
    [InlineData("tdx_guest", EvidenceKind.Tdx)]
    [InlineData("sev_guest", EvidenceKind.SevSnp)]
    [InlineData("arm_cca_guest", null)]
    public void Detector_Tsm_FindsTheProvider(string provider, EvidenceKind? kind)
    {
        using var kernel = new ImitatedKernel(provider);
        Assert.Equal(kind, new PlatformDetector(kernel, _folder["no-gramine"], kernel.Root).Find(null, out _)?.Kind);
        Assert.Equal(0, kernel.Entries);
    }

    [Fact]
    public void Detector_BrokenFiles_SaysSo()
    {
        using var kernel = new ImitatedKernel("tdx_guest") { Refuse = _ => new IOException("Input/output error") };
        Assert.Null(new PlatformDetector(kernel, _folder["no-gramine"], kernel.Root).Find(null, out string said));
        Assert.Contains("Input/output error", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Detector_Simulated_IsNeverFound() => Assert.Throws<ArgumentOutOfRangeException>(() => new PlatformDetector().Find(EvidenceKind.Simulated, out _));

    [Fact]
    public void PlatformFiles_ReadAndWrite_UseTheWholeFile()
    {
        var files = new PlatformFiles();
        File.WriteAllBytes(_folder["attribute"], [9, 9, 9, 9]);
        files.Write(_folder["attribute"], [1, 2]);
        Assert.Equal([1, 2, 9, 9], files.Read(_folder["attribute"])); // an attribute is not truncated, the kernel takes the write
        Assert.Throws<FileNotFoundException>(() => files.Write(_folder["absent"], [1]));
        File.WriteAllBytes(_folder["endless"], new byte[PlatformFiles.MaxLength + 1]);
        Assert.Throws<IOException>(() => files.Read(_folder["endless"]));
    }

    /// <summary>Gramine's files: one report data for the whole process, and a quote of whatever it is at that moment.</summary>
    private sealed class ImitatedGramine : IPlatformFiles
    {
        private byte[] _reportData = [];

        public bool Empty { get; init; }

        public bool FileExists(string path) => true;

        public bool FolderExists(string path) => true;

        public void MakeFolder(string path) => throw new IOException("Permission denied");

        public void RemoveFolder(string path) => throw new IOException("Permission denied");

        public byte[] Read(string path)
        {
            byte[] before = _reportData;
            Thread.Yield();
            return Empty ? [] : ReferenceEquals(before, _reportData) ? before : [0];
        }

        public void Write(string path, ReadOnlySpan<byte> bytes) => _reportData = bytes.ToArray();
    }
}
