using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Policies;
using Lamina.Attestation.WellFormed;

namespace Lamina.Attestation.Genuine;

/// <summary>A VCEK or VLEK certificate and what its extensions say (AMD, VCEK certificate and KDS interface specification).</summary>
internal sealed record SnpKeyCertificate
{
    private const string Arc = "1.3.6.1.4.1.3704.1.";
    private const string HwId = Arc + "4";
    private const string ProviderId = Arc + "5";

    private static readonly string[] Components = ["3.9", "3.1", "3.2", "3.3", "3.8"]; // fmc, bootloader, tee, snp, microcode

    private readonly byte[] _svns = new byte[Components.Length];
    private byte[]? _hwId;

    private SnpKeyCertificate(SourcedCertificate sourced)
    {
        Certificate = sourced.Certificate;
        Source = sourced.Source;
    }

    public X509Certificate2 Certificate { get; }

    public string Source { get; }

    /// <summary>A provider's key names the provider, a chip's key the chip.</summary>
    public bool IsVlek { get; private init; }

    /// <summary>Null if the certificate has no such extensions or they cannot be read: then it is not one of these.</summary>
    public static SnpKeyCertificate? Read(SourcedCertificate sourced)
    {
        X509Extension[] extensions = [.. sourced.Certificate.Extensions];
        byte[]? Value(string oid) => extensions.SingleOrDefault(extension => extension.Oid?.Value == oid)?.RawData;
        if (extensions.DistinctBy(extension => extension.Oid?.Value).Count() != extensions.Length || Value(Arc + "3.1") is null) return null;

        var read = new SnpKeyCertificate(sourced) { IsVlek = Value(ProviderId) is not null };
        for (int i = 0; i < Components.Length; i++)
        {
            byte[]? der = Value(Arc + Components[i]);
            if (der is null && Components[i] == "3.9") continue; // Turin's alone
            if (der is null || Small(der) is not { } svn) return null;
            read._svns[i] = svn;
        }

        read._hwId = Value(HwId) is { } hwId ? Untagged(hwId) : null;
        return read;
    }

    /// <summary>The versions that the certificate is for.</summary>
    public SnpTcb Tcb(string product) => new(product, _svns[0], _svns[1], _svns[2], _svns[3], _svns[4]);

    /// <summary>The versions that the report says; Turin orders the bytes differently.</summary>
    public static SnpTcb TcbOf(string product, ReadOnlySpan<byte> reported) => product == "Turin"
        ? new SnpTcb(product, reported[0], reported[1], reported[2], reported[3], reported[7])
        : new SnpTcb(product, 0, reported[0], reported[1], reported[6], reported[7]);

    /// <summary>Null if the certificate is of the report's chip, or of a provider; else what differs.</summary>
    public string? ChipFault(SnpReport report)
    {
        if (IsVlek) return null;
        ReadOnlySpan<byte> chip = report.ChipId.Span;
        return _hwId is not { Length: 8 or 64 } ? "the certificate names no chip"
            : chip.IndexOfAnyExcept((byte)0) < 0 ? "the report masks its chip, so its certificate cannot be matched"
            : !chip[.._hwId.Length].SequenceEqual(_hwId) || chip[_hwId.Length..].IndexOfAnyExcept((byte)0) >= 0 ? $"the certificate is of another chip ({Convert.ToHexStringLower(_hwId.AsSpan(0, 8))}...) than the report ({Convert.ToHexStringLower(chip[..8])}...)"
            : null;
    }

    /// <summary>True if the certificate is for the report's chip and versions, whichever product it is of.</summary>
    public bool Fits(SnpReport report) => ChipFault(report) is null && (Tcb("Milan") == TcbOf("Milan", report.ReportedTcb.Span) || Tcb("Turin") == TcbOf("Turin", report.ReportedTcb.Span));

    private static byte? Small(byte[] der)
    {
        try
        {
            var reader = new AsnReader(der, AsnEncodingRules.DER);
            return reader.TryReadInt32(out int value) && value is >= 0 and <= 255 && !reader.HasData ? (byte)value : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>Chips write their id as raw bytes, some with an OCTET STRING around it.</summary>
    private static byte[] Untagged(byte[] value) => value is [0x04, 64, .. { Length: 64 } tagged64] ? tagged64 : value is [0x04, 8, .. { Length: 8 } tagged8] ? tagged8 : value;
}
