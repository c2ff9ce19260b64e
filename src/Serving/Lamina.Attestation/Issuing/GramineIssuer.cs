using System.Text;

namespace Lamina.Attestation.Issuing;

/// <summary>
/// SGX quotes under Gramine, through the pseudo-files of <c>/dev/attestation</c> (Gramine documentation, "Attestation and
/// secret provisioning"). Report data and quote belong to the whole process, so requests wait for each other.
/// </summary>
public sealed class GramineIssuer : IEvidenceIssuer, ISealingPlatform, IDisposable
{
    /// <summary>Where Gramine puts its files.</summary>
    public const string DefaultFolder = "/dev/attestation";

    private const int SealingKeyLength = 16;

    private readonly string _folder;
    private readonly IPlatformFiles _files;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <summary>Uses Gramine's files. A process has one of these.</summary>
    public GramineIssuer()
        : this(DefaultFolder, new PlatformFiles())
    {
    }

    internal GramineIssuer(string folder, IPlatformFiles files)
    {
        _folder = folder;
        _files = files;
    }

    /// <inheritdoc/>
    public EvidenceKind Kind => EvidenceKind.Sgx;

    /// <summary>What Gramine can attest with: <c>dcap</c>, <c>none</c>, or null outside Gramine.</summary>
    internal static string? AttestationType(string folder, IPlatformFiles files)
    {
        string path = Path.Combine(folder, "attestation_type");
        return files.FileExists(path) ? Encoding.ASCII.GetString(files.Read(path)).Trim('\0', '\n', ' ') : null;
    }

    /// <inheritdoc/>
    public async ValueTask<IssuedEvidence> IssueAsync(ReadOnlyMemory<byte> reportData, CancellationToken cancellationToken)
    {
        ReportDataLength.Check(reportData);
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            _files.Write(Path.Combine(_folder, "user_report_data"), reportData.Span);
            byte[] quote = _files.Read(Path.Combine(_folder, "quote"));
            return quote.Length > 0
                ? new IssuedEvidence(EvidenceKind.Sgx, quote, default)
                : throw new IOException($"{_folder}/quote is empty: is sgx.remote_attestation set to \"dcap\" in the manifest?");
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public byte[]? SealingKey()
    {
        string path = Path.Combine(_folder, "keys", "_sgx_mrenclave");
        return _files.FileExists(path) && _files.Read(path) is { Length: SealingKeyLength } key ? key : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();
}
