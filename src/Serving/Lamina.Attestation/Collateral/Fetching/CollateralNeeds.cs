using System.Security.Cryptography.X509Certificates;
using Lamina.Attestation.Genuine;
using Lamina.Attestation.WellFormed;

namespace Lamina.Attestation.Collateral.Fetching;

/// <summary>Where the vendors' documents are. Defaults are the vendors' own services; a mirror or caching service may stand in.</summary>
public sealed record CollateralServices
{
    /// <summary>Intel's provisioning certification service or a caching service (PCCS), up to <c>/sgx/...</c>.</summary>
    public Uri Intel { get; init; } = new("https://api.trustedservices.intel.com/");

    /// <summary>Where Intel's root publishes its revocation list; a PCCS has it under <c>sgx/certification/v4/rootcacrl</c>.</summary>
    public Uri IntelRootList { get; init; } = new("https://certificates.trustedservices.intel.com/IntelSGXRootCA.der");

    /// <summary>AMD's key distribution service.</summary>
    public Uri Amd { get; init; } = new("https://kdsintf.amd.com/");
}

/// <summary>Which documents a piece of evidence needs, read from the evidence itself. It names addresses and believes nothing.</summary>
internal static class CollateralNeeds
{
    public static IReadOnlyList<Uri> Of(ReadOnlyMemory<byte> evidence, IReadOnlyList<CollateralFile> known, CollateralServices services)
    {
        ReadOnlyMemory<byte> bytes = EvidenceText.Decode(evidence);
        if (SnpReport.Parse(bytes, out _) is { } report) return Amd(report, known, services.Amd);
        if (QuoteParser.Parse(bytes, out _) is { } quote) return Intel(quote, services);
        return [];
    }

    private static Uri[] Intel(Quote quote, CollateralServices services)
    {
        if (PemCertificates.Read(quote.CertificationData.Span, out _) is not [var pck, ..] || PckExtension.Parse(pck, out _) is not { } platform) return [];
        string tee = quote.Td is null ? "sgx" : "tdx";
        string ca = pck.GetNameInfo(X509NameType.SimpleName, forIssuer: true).Contains("Processor", StringComparison.Ordinal) ? "processor" : "platform";
        return
        [
            new Uri(services.Intel, $"{tee}/certification/v4/tcb?fmspc={Convert.ToHexString(platform.Fmspc)}"),
            new Uri(services.Intel, $"{tee}/certification/v4/qe/identity"),
            new Uri(services.Intel, $"sgx/certification/v4/pckcrl?ca={ca}&encoding=der"),
            services.IntelRootList,
        ];
    }

    /// <summary>A report of version 2 does not name its product, so the certificate at hand does; else Milan, the only product of that time.</summary>
    private static Uri[] Amd(SnpReport report, IReadOnlyList<CollateralFile> known, Uri service)
    {
        SnpKeyCertificate? given = CollateralReader.Read(known).Certificates.Select(SnpKeyCertificate.Read).OfType<SnpKeyCertificate>().FirstOrDefault(leaf => leaf.Fits(report));
        string product = given is not null && TrustAnchors.Amd(given.Certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true)) is { } anchor ? anchor.Product
            : report.Processor is { } processor ? SnpVerifier.ProductOf(processor.Family, processor.Model) ?? "Milan"
            : "Milan";
        string kind = report.SigningKey == 1 ? "vlek" : "vcek";
        var list = new Uri(service, $"{kind}/v1/{product}/crl");
        if (given is not null || kind == "vlek") return [list];
        Policies.SnpTcb tcb = SnpKeyCertificate.TcbOf(product, report.ReportedTcb.Span);
        string chip = Convert.ToHexStringLower(report.ChipId.Span[..(product == "Turin" ? 8 : 64)]);
        string fmc = product == "Turin" ? $"fmcSPL={tcb.Fmc}&" : "";
        return [new Uri(service, $"vcek/v1/{product}/{chip}?{fmc}blSPL={tcb.Bootloader}&teeSPL={tcb.Tee}&snpSPL={tcb.Snp}&ucodeSPL={tcb.Microcode}"), list];
    }
}
