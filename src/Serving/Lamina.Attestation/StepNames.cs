namespace Lamina.Attestation;

/// <summary>
/// The name of every check. Scripts rely on them: names may be added, never changed.
/// <c>docs/attestation.md</c> has a paragraph for each, and a test holds it to that.
/// </summary>
public static class StepNames
{
    /// <summary>The bytes are of a kind of evidence that this verifier knows.</summary>
    public const string EvidenceKind = "evidence-kind";

    /// <summary>Every length and field of the evidence lies within its bounds.</summary>
    public const string WellFormed = "well-formed";

    /// <summary>The simulated TEE's key is endorsed by the published, insecure root.</summary>
    public const string SimulatedRoot = "simulated-root";

    /// <summary>The simulated TEE's key signed the report.</summary>
    public const string SimulatedSignature = "simulated-signature";

    /// <summary>The policy names this kind of evidence.</summary>
    public const string PolicyKind = "policy-kind";

    /// <summary>The measured code is one that the policy lists.</summary>
    public const string PolicyMeasurement = "policy-measurement";

    /// <summary>The evidence covers the program, as the policy demands.</summary>
    public const string PolicyCode = "policy-code";

    /// <summary>The enclave or machine cannot be debugged from outside.</summary>
    public const string Debug = "debug";

    /// <summary>The signed report data is what the verifier expected.</summary>
    public const string ReportData = "report-data";

    /// <summary>The plan is one that the policy lists, or its signer is.</summary>
    public const string PolicyPlan = "policy-plan";

    /// <summary>Every collateral file could be read.</summary>
    public const string CollateralRead = "collateral-read";

    /// <summary>No role of this evidence is claimed by two different documents.</summary>
    public const string CollateralUnambiguous = "collateral-unambiguous";

    /// <summary>The chain ends in the pinned root, and no other root claims its name.</summary>
    public const string RootCa = "root-ca";

    /// <summary>Version, TEE type, key type and quoting enclave's vendor fit together.</summary>
    public const string QuoteHeader = "quote-header";

    /// <summary>The platform's certificate chain is there.</summary>
    public const string CertificationData = "certification-data";

    /// <summary>The platform's certificate chains to the root.</summary>
    public const string PckChain = "pck-chain";

    /// <summary>The platform's certificate says which platform it is.</summary>
    public const string PckExtension = "pck-extension";

    /// <summary>The platform's key signed the quoting enclave's report.</summary>
    public const string QeReportSignature = "qe-report-signature";

    /// <summary>The quoting enclave's report binds the attestation key.</summary>
    public const string QeReportData = "qe-report-data";

    /// <summary>The attestation key signed the quote.</summary>
    public const string QuoteSignature = "quote-signature";

    /// <summary>The root's revocation list is there, signed and current.</summary>
    public const string RootCrl = "root-crl";

    /// <summary>The platform CA's revocation list is there, signed and current.</summary>
    public const string PckCrl = "pck-crl";

    /// <summary>The root revoked none of the authorities and signers in use.</summary>
    public const string CaRevocation = "ca-revocation";

    /// <summary>The platform's certificate is not revoked.</summary>
    public const string PckRevocation = "pck-revocation";

    /// <summary>There is TCB info.</summary>
    public const string TcbInfoPresent = "tcb-info-present";

    /// <summary>The TCB info is for this kind of platform.</summary>
    public const string TcbInfoPlatform = "tcb-info-platform";

    /// <summary>The TCB info's signer chains to the root.</summary>
    public const string TcbInfoChain = "tcb-info-chain";

    /// <summary>The TCB info is signed.</summary>
    public const string TcbInfoSignature = "tcb-info-signature";

    /// <summary>The TCB info is current.</summary>
    public const string TcbInfoDates = "tcb-info-dates";

    /// <summary>There is an identity of the quoting enclave.</summary>
    public const string QeIdentityPresent = "qe-identity-present";

    /// <summary>The identity is of the quoting enclave for this kind of TEE.</summary>
    public const string QeIdentityKind = "qe-identity-kind";

    /// <summary>The identity's signer chains to the root.</summary>
    public const string QeIdentityChain = "qe-identity-chain";

    /// <summary>The identity is signed.</summary>
    public const string QeIdentitySignature = "qe-identity-signature";

    /// <summary>The identity is current.</summary>
    public const string QeIdentityDates = "qe-identity-dates";

    /// <summary>The quoting enclave is Intel's.</summary>
    public const string QeIdentityMatch = "qe-identity-match";

    /// <summary>Intel knows the quoting enclave's version.</summary>
    public const string QeTcbLevel = "qe-tcb-level";

    /// <summary>Intel knows the TDX module and its version.</summary>
    public const string TdxModule = "tdx-module";

    /// <summary>Intel knows the platform's version.</summary>
    public const string TcbLevel = "tcb-level";

    /// <summary>Intel did not revoke this state of the platform.</summary>
    public const string TcbRevoked = "tcb-revoked";

    /// <summary>No reserved attribute of the trust domain is set.</summary>
    public const string TdAttributes = "td-attributes";

    /// <summary>The host cannot make the trust domain's memory fault under it.</summary>
    public const string SeptVeDisable = "sept-ve-disable";

    /// <summary>No service domain is bound that the policy does not name.</summary>
    public const string ServiceTd = "service-td";

    /// <summary>The certificate of the chip's or provider's key is there.</summary>
    public const string SnpCertificate = "snp-certificate";

    /// <summary>That certificate chains to AMD's root of its product.</summary>
    public const string SnpChain = "snp-chain";

    /// <summary>The product's revocation list is there, signed and current.</summary>
    public const string SnpCrl = "snp-crl";

    /// <summary>The root revoked none of the certificates in use.</summary>
    public const string SnpRevocation = "snp-revocation";

    /// <summary>The certificate is for the report's versions.</summary>
    public const string SnpCertificateTcb = "snp-certificate-tcb";

    /// <summary>The certificate is for the report's chip.</summary>
    public const string SnpCertificateChip = "snp-certificate-chip";

    /// <summary>The processor named in the report is of the certificate's product.</summary>
    public const string SnpProduct = "snp-product";

    /// <summary>The certified key signed the report.</summary>
    public const string SnpSignature = "snp-signature";

    /// <summary>The guest policy is one that the firmware can have accepted.</summary>
    public const string SnpGuestPolicy = "snp-guest-policy";

    /// <summary>The policy accepts the platform's TCB status.</summary>
    public const string PolicyTcbStatus = "policy-tcb-status";

    /// <summary>The policy accepts every advisory of the platform.</summary>
    public const string PolicyAdvisories = "policy-advisories";

    /// <summary>The collateral is as new as the policy demands.</summary>
    public const string PolicyEvaluationNumber = "policy-evaluation-number";

    /// <summary>The platform's versions reach the policy's.</summary>
    public const string PolicyMinimumTcb = "policy-minimum-tcb";

    /// <summary>The report was asked for at a privilege level that the policy accepts.</summary>
    public const string PolicyVmpl = "policy-vmpl";

    /// <summary>The policy accepts reports signed by this kind of key.</summary>
    public const string PolicySigningKey = "policy-signing-key";

    /// <summary>The guest policy allows no more and protects no less than the policy says.</summary>
    public const string PolicyGuestPolicy = "policy-guest-policy";

    /// <summary>A TDX machine's event log gives the registers of its quote. Made by <see cref="EventLogs.TdxEventLog.Judge"/> when there is a log.</summary>
    public const string EventLog = "event-log";

    /// <summary>No document of the vendor is older than one that this verifier saw before. Made by <see cref="Collateral.RollbackStore"/>.</summary>
    public const string CollateralRollback = "collateral-rollback";
}
