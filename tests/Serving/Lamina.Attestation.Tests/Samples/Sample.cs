using System.Globalization;
using Lamina.Attestation.Collateral;
using Lamina.Testing;

namespace Lamina.Attestation.Tests.Samples;

/// <summary>Published evidence with the collateral and the clock it is to be judged with.</summary>
internal sealed record Sample(string Evidence, string[] Collateral, string At, RevocationMode? Revocation = null)
{
    public static readonly Sample Sgx = new("dcap/sgx_quote", ["dcap/sgx_quote_collateral.json"], "2025-06-25T00:00:00Z");
    public static readonly Sample Tdx = new("dcap/tdx_quote", ["dcap/tdx_quote_collateral.json"], "2025-06-25T00:00:00Z");
    public static readonly Sample TdxOutdated = new("dcap/tdx_quote_outdated", ["dcap/tdx_quote_outdated_collateral.json"], "2026-03-01T00:00:00Z");
    public static readonly Sample TdxV5 = new("tdx/quote_v5_sample.dat", ["dcap/tdx_quote_outdated_collateral.json"], "2026-03-01T00:00:00Z");
    public static readonly Sample TdxV5Alone = new("tdx/quote_v5_sample.dat", ["tdx/sample_tcbinfo_response_v5"], "2026-02-15T00:00:00Z");
    public static readonly Sample TdxProduction = new("tdx/tdx_prod_quote_SPR_E4.dat", ["tdx/sample_tcbInfo_response", "tdx/sample_qeIdentity_response", "tdx/pckcrl", "tdx/rootcrl.der"], "2023-07-01T00:00:00Z");
    public static readonly Sample Cos = new("tdx/cos-113-tdx-quote.dat", [], "2025-06-01T00:00:00Z");
    public static readonly Sample SnpDebug = new("snp/attestation.bin", ["snp/vcek.testcer", "snp/milan.testcer"], "2025-12-15T00:00:00Z", RevocationMode.None);
    public static readonly Sample Snp = new("snp/report_milan.hex", ["snp/vcek_milan.der", "snp/cert_chain_milan", "snp/crl/milan.pem"], "2025-12-15T00:00:00Z");

    public DateTimeOffset Clock => DateTimeOffset.Parse(At, CultureInfo.InvariantCulture);

    public byte[] EvidenceBytes => Read(Evidence);

    public CollateralSet CollateralSet => new(Collateral.Select(file => new CollateralFile(file, Read(file))));

    public VerificationResult Verify(byte[]? evidence = null, CollateralSet? collateral = null) =>
        EvidenceVerifier.Verify(evidence ?? EvidenceBytes, collateral ?? CollateralSet, Clock, options: new VerificationOptions { Revocation = Revocation });

    public static byte[] Read(string file) => File.ReadAllBytes(Tier.Shared(["vectors", "attestation", .. file.Split('/')]));

    /// <summary>All steps, one a line, for the message of a failing test.</summary>
    public static string Told(VerificationResult result) => string.Join('\n', result.Steps.Select(step => $"{step.Status} {step.Name}: {step.Detail}"));
}
