using Lamina.Attestation;
using Lamina.Attestation.Issuing;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Tests.Forged;
using Lamina.Attestation.Tests.Issuing;
using Lamina.Plans;
using Lamina.Testing;

namespace Lamina.Enclave.Tests.Hardware;

/// <summary>
/// A machine of one kind of TEE: the platform's files as Gramine or Linux shows them, signed evidence behind them, and the vendor's
/// documents about it. Only the root is not the vendor's.
/// </summary>
internal sealed class ForgedMachine : IDisposable
{
    private readonly ForgedQuote? _quote;
    private readonly ForgedReport? _report;
    private readonly Keyed? _leaf;
    private readonly ImitatedKernel? _kernel;

    public ForgedMachine(EvidenceKind kind)
    {
        Kind = kind;
        if (kind == EvidenceKind.SevSnp)
        {
            _report = new ForgedReport();
            _leaf = _report.MakeLeaf(_report.Ask);
        }
        else
        {
            _quote = new ForgedQuote(tdx: kind == EvidenceKind.Tdx);
        }

        _kernel = kind == EvidenceKind.Sgx ? null : new ImitatedKernel(kind == EvidenceKind.Tdx ? "tdx_guest" : "sev_guest") { Signs = Sign, Certificates = _report?.Chain(_leaf!) };
        Detector = _kernel is null ? new PlatformDetector(new ImitatedGramine(Sign), "/gramine", "/none") : new PlatformDetector(_kernel, "/none", _kernel.Root);
    }

    public EvidenceKind Kind { get; }

    /// <summary>What it signs with; change it to make the machine bad in one way.</summary>
    public ForgedQuote Quote => _quote!;

    public ForgedReport Report => _report!;

    public PlatformDetector Detector { get; }

    public Keyed Root => _quote?.Root ?? _report!.Root;

    /// <summary>The vendor's documents, as files beside a plan.</summary>
    public IEnumerable<byte[]> Collateral => _quote is not null ? [_quote.Collateral()] : [_report!.List ?? ForgedPki.List(_report.Root)];

    public IEvidenceIssuer OpenIssuer() => Detector.Find(null, out string said) ?? throw new InvalidOperationException(said);

    public byte[] Sign(byte[] reportData)
    {
        if (_quote is null)
        {
            reportData.CopyTo(_report!.Bytes, 0x50);
            return _report.Sign(_leaf!);
        }

        reportData.CopyTo(_quote.Body, _quote.Body.Length - reportData.Length);
        return _quote.Quote();
    }

    /// <summary>The policy that <c>attest policy</c> would write.</summary>
    public Policy PolicyFor(Plan plan)
    {
        VerificationResult genuine = _quote?.Verify() ?? _report!.Verify();
        return PolicyWriter.FromEvidence(genuine, [plan.Digest().ToBytes()], ForgedPki.Now);
    }

    /// <summary>Puts the vendor's documents beside a plan.</summary>
    public void PutCollateral(TempFolder planFolder)
    {
        Directory.CreateDirectory(planFolder["collateral"]);
        foreach ((int index, byte[] document) in Collateral.Index())
        {
            File.WriteAllBytes(planFolder["collateral", $"{index}"], document);
        }
    }

    public void Dispose() => _kernel?.Dispose();

    /// <summary>Gramine's files: one report data for the whole process.</summary>
    private sealed class ImitatedGramine(Func<byte[], byte[]> sign) : IPlatformFiles
    {
        private byte[] _reportData = [];

        public bool FileExists(string path) => path.StartsWith("/gramine/", StringComparison.Ordinal);

        public bool FolderExists(string path) => false;

        public void MakeFolder(string path) => throw new IOException("Permission denied");

        public void RemoveFolder(string path) => throw new IOException("Permission denied");

        public byte[] Read(string path) => path switch
        {
            "/gramine/attestation_type" => "dcap\n"u8.ToArray(),
            "/gramine/quote" => sign(_reportData),
            "/gramine/keys/_sgx_mrenclave" => [.. Enumerable.Repeat((byte)5, 16)],
            _ => throw new FileNotFoundException(path),
        };

        public void Write(string path, ReadOnlySpan<byte> bytes) => _reportData = path == "/gramine/user_report_data" ? bytes.ToArray() : throw new FileNotFoundException(path);
    }
}
