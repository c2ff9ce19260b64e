using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Lamina.Attestation.Collateral;

namespace Lamina.Attestation.Tests.Forged;

/// <summary>A SEV-SNP report with its certificates, good as it is; change one thing, then <see cref="Verify"/>.</summary>
internal sealed class ForgedReport
{
    private static readonly Dictionary<string, Keyed> Roots = new[] { "Milan", "Genoa", "Turin" }
        .ToDictionary(product => product, product => ForgedPki.Root($"ARK-{product}", ECCurve.NamedCurves.nistP384));

    public ForgedReport(string product = "Milan", bool vlek = false)
    {
        Product = product;
        IsVlek = vlek;
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes, 2);
        BinaryPrimitives.WriteUInt64LittleEndian(Bytes.AsSpan(8), 0x30000);
        Bytes[0x34] = 1;
        Bytes[0x48] = (byte)(vlek ? 4 : 0);
        Bytes.AsSpan(0x50, 64).Fill(0x11);
        Bytes.AsSpan(0x90, 48).Fill(0x22);
        (product == "Turin" ? new byte[] { 1, 3, 0, 8, 0, 0, 0, 115 } : [3, 0, 0, 0, 0, 0, 8, 115]).CopyTo(Bytes, 0x180);
        if (!vlek) Bytes.AsSpan(0x1A0, product == "Turin" ? 8 : 64).Fill(0x33);
        Ask = ForgedPki.Issue(Root, vlek ? $"SEV-VLEK-{product}" : $"SEV-{product}", authority: true, serial: 41, curve: ECCurve.NamedCurves.nistP384);
    }

    public string Product { get; }

    public bool IsVlek { get; }

    public byte[] Bytes { get; } = new byte[1184];

    public Keyed Root => Roots[Product];

    public Keyed? TrustRoot { get; set; }

    public Keyed Ask { get; set; }

    public Keyed? Leaf { get; set; }

    public byte[] CertificateSvns { get; set; } = [1, 3, 0, 8, 115];

    public byte[]? HwId { get; set; }

    public byte[]? List { get; set; }

    public bool WithoutLeaf { get; set; }

    public bool SpoilSignature { get; set; }

    public Func<byte[], byte[]>? AfterSigning { get; set; }

    public List<CollateralFile> MoreCollateral { get; } = [];

    public RevocationMode? Revocation { get; set; }

    public DateTimeOffset Clock { get; set; } = ForgedPki.Now;

    public VerificationResult Verify(Attestation.Policies.Policy? policy = null)
    {
        Keyed leaf = Leaf ?? MakeLeaf(Ask);
        byte[] report = Sign(leaf);
        List<CollateralFile> files = [new("chain.pem", Chain(leaf)), .. MoreCollateral];
        if (List is not { Length: 0 }) files.Add(new CollateralFile("list.crl", List ?? ForgedPki.List(Root)));
        return EvidenceVerifier.Verify(AfterSigning?.Invoke(report) ?? report, new CollateralSet(files), Clock, policy,
            options: new VerificationOptions { TrustRoot = (TrustRoot ?? Root).Certificate, Revocation = Revocation });
    }

    public byte[] Chain(Keyed leaf) => Encoding.ASCII.GetBytes((WithoutLeaf ? "" : leaf.Pem) + Ask.Pem + Root.Pem);

    public byte[] Sign(Keyed leaf)
    {
        byte[] signature = leaf.Key.SignData(Bytes.AsSpan(0, 0x2A0), HashAlgorithmName.SHA384);
        signature.AsSpan(0, 48).Reverse();
        signature.AsSpan(48).Reverse();
        byte[] report = [.. Bytes];
        signature.AsSpan(0, 48).CopyTo(report.AsSpan(0x2A0));
        signature.AsSpan(48).CopyTo(report.AsSpan(0x2A0 + 72));
        if (SpoilSignature) report[0x2A1] ^= 1;
        return report;
    }

    public Keyed MakeLeaf(Keyed issuer, DateTimeOffset? from = null, DateTimeOffset? until = null, bool authority = false, long serial = 42)
    {
        byte[] hwId = HwId ?? [.. Enumerable.Repeat((byte)0x33, Product == "Turin" ? 8 : 64)];
        List<X509Extension> extensions = [Integer("3.1", CertificateSvns[1]), Integer("3.2", CertificateSvns[2]), Integer("3.3", CertificateSvns[3]), Integer("3.8", CertificateSvns[4])];
        if (Product == "Turin") extensions.Add(Integer("3.9", CertificateSvns[0]));
        extensions.Add(IsVlek ? new X509Extension("1.3.6.1.4.1.3704.1.5", Ia5("cloud"), false) : new X509Extension("1.3.6.1.4.1.3704.1.4", hwId, false));
        return ForgedPki.Issue(issuer, IsVlek ? "SEV-VLEK" : "SEV-VCEK", authority, serial, ECCurve.NamedCurves.nistP384, from, until, [.. extensions]);
    }

    private static X509Extension Integer(string arc, byte value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteInteger(value);
        return new X509Extension("1.3.6.1.4.1.3704.1." + arc, writer.Encode(), false);
    }

    private static byte[] Ia5(string text)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteCharacterString(UniversalTagNumber.IA5String, text);
        return writer.Encode();
    }
}
