using System.Globalization;
using System.Text;

namespace Lamina.Attestation.Issuing;

/// <summary>
/// TDX quotes and SEV-SNP reports through Linux configfs-tsm (kernel 6.7 on; Documentation/ABI/testing/configfs-tsm-report).
/// Each request has a folder of its own. The kernel counts writes to it: if the count moved by more than our own, somebody
/// else wrote in between, and the answer may not be for our report data, so the request starts again.
/// </summary>
public sealed class TsmIssuer : IEvidenceIssuer
{
    /// <summary>Where the kernel puts its folder.</summary>
    public const string DefaultFolder = "/sys/kernel/config/tsm/report";

    private const int Attempts = 5;

    private readonly string _folder;
    private readonly IPlatformFiles _files;

    internal TsmIssuer(EvidenceKind kind, string folder, IPlatformFiles files)
    {
        Kind = kind;
        _folder = folder;
        _files = files;
    }

    /// <inheritdoc/>
    public EvidenceKind Kind { get; }

    /// <summary>The kind that the kernel's provider stands for; null if there is no folder or the provider is of another kind.</summary>
    internal static EvidenceKind? ProviderOf(string folder, IPlatformFiles files)
    {
        if (!files.FolderExists(folder)) return null;
        string entry = NewEntry(folder);
        files.MakeFolder(entry);
        try
        {
            return Provider(entry, files);
        }
        finally
        {
            files.RemoveFolder(entry);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IssuedEvidence> IssueAsync(ReadOnlyMemory<byte> reportData, CancellationToken cancellationToken)
    {
        ReportDataLength.Check(reportData);
        return await Task.Run(() => Issue(reportData.Span, cancellationToken), cancellationToken); // the kernel may take a second
    }

    private IssuedEvidence Issue(ReadOnlySpan<byte> reportData, CancellationToken cancellationToken)
    {
        string entry = NewEntry(_folder);
        _files.MakeFolder(entry);
        try
        {
            if (Provider(entry, _files) != Kind) throw new IOException($"{entry}/provider is not the one of {Kind.ToName()}.");
            Exception? last = null;
            for (int i = 0; i < Attempts; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    if (TryIssue(entry, reportData) is { } issued) return issued;
                }
                catch (IOException error)
                {
                    last = error; // the kernel answers EBUSY or EWOULDBLOCK when writes and reads cross
                }
            }

            throw new IOException($"{entry} gave no consistent evidence in {Attempts} attempts{(last is null ? ": its generation kept moving" : $": {last.Message}")}", last);
        }
        finally
        {
            _files.RemoveFolder(entry);
        }
    }

    private IssuedEvidence? TryIssue(string entry, ReadOnlySpan<byte> reportData)
    {
        long before = Generation(entry);
        _files.Write(Path.Combine(entry, "inblob"), reportData);
        byte[] evidence = _files.Read(Path.Combine(entry, "outblob"));
        string auxiliary = Path.Combine(entry, "auxblob");
        byte[] certificates = Kind == EvidenceKind.SevSnp && _files.FileExists(auxiliary) ? ReadOptional(auxiliary) : [];
        if (evidence.Length == 0) throw new IOException($"{entry}/outblob is empty: is the host's quoting service running?");
        return Generation(entry) == before + 1 ? new IssuedEvidence(Kind, evidence, certificates) : null;
    }

    /// <summary>A host need not offer certificates; the kernel then has the file and refuses to read it.</summary>
    private byte[] ReadOptional(string path)
    {
        try
        {
            return _files.Read(path);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private long Generation(string entry)
    {
        string path = Path.Combine(entry, "generation");
        string text = Encoding.ASCII.GetString(_files.Read(path)).Trim();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long generation) ? generation : throw new IOException($"{path} says '{text}', not a number.");
    }

    private static EvidenceKind? Provider(string entry, IPlatformFiles files) => Encoding.ASCII.GetString(files.Read(Path.Combine(entry, "provider"))).Trim() switch
    {
        "tdx_guest" => EvidenceKind.Tdx,
        "sev_guest" => EvidenceKind.SevSnp,
        _ => null,
    };

    private static string NewEntry(string folder) => Path.Combine(folder, $"lamina-{Environment.ProcessId}-{Guid.NewGuid():n}");
}
