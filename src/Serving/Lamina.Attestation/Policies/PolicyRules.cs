using System.Security.Cryptography;

namespace Lamina.Attestation.Policies;

/// <summary>The rules that a policy's values obey together. One fault per sentence, all at once.</summary>
internal static class PolicyRules
{
    public static List<string> Faults(Policy policy)
    {
        List<string> faults = [];
        EvidenceKind[] kinds = [.. policy.Kinds];
        Require(kinds.Length > 0, "kinds", "name at least one kind of TEE");
        Require(policy.Simulated is null || kinds.Length == 1, "kinds", "a policy that accepts the simulated TEE can name nothing else");
        if (policy.Simulated is { } simulated) Measurements("kinds.simulated", simulated.Measurements.Count);
        if (policy.Sgx is { } sgx)
        {
            Measurements("kinds.sgx", sgx.Measurements.Count);
            Tcb("kinds.sgx.tcb", sgx.Tcb);
        }

        if (policy.Tdx is { } tdx)
        {
            Measurements("kinds.tdx", tdx.Measurements.Count);
            Tcb("kinds.tdx.tcb", tdx.Tcb);
            for (int i = 0; i < tdx.Measurements.Count; i++) Machine($"kinds.tdx.measurements[{i}]", tdx, tdx.Measurements[i]);
        }

        if (policy.SevSnp is { } snp) Snp(snp);
        Plan(policy.Plan);
        Require(policy.Freshness is not EpochEvidence epoch || (epoch.LongestLife > TimeSpan.Zero && epoch.LongestLife <= EpochEvidence.Longest), "freshness.max_age_seconds", "must be above 0 and at most 604800 (seven days)");
        Require(policy.HpkeSuites.Count > 0, "hpke_suites", "name at least one suite");
        foreach (string suite in policy.HpkeSuites.Where(suite => !HpkeSuiteName.IsKnown(suite))) Require(false, "hpke_suites", $"'{suite}' is no known suite; the common one is '{HpkeSuiteName.Default}'");
        Require(policy.HpkeSuites.Distinct().Count() == policy.HpkeSuites.Count, "hpke_suites", "a suite is named twice");
        return faults;

        void Require(bool holds, string where, string what)
        {
            if (!holds) faults.Add($"{where}: {what}");
        }

        void Measurements(string where, int count) => Require(count > 0, $"{where}.measurements", "name at least one");

        void Machine(string where, TdxPolicy tdx, TdxMeasurement machine)
        {
            Require(!machine.MrTd.IsAny, $"{where}.mrtd", "may not be any");
            Require(!machine.ServiceTd.IsAny, $"{where}.mr_servicetd", "may not be any; zeros mean that no service domain is bound");
            bool measured = tdx.Code == CodeCoverage.Measured;
            Require(!measured || !(machine.Rtmr1.IsAny || machine.Rtmr2.IsAny), where, "rtmr1 and rtmr2 may be any only where code is not-measured");
        }

        void Tcb(string where, TcbRequirement tcb)
        {
            Require(tcb.Statuses.Count > 0, $"{where}.statuses", "name at least one");
            Require(tcb.Statuses.DistinctBy(status => status.Name).Count() == tcb.Statuses.Count, $"{where}.statuses", "a status is named twice");
            foreach (Tolerated status in tcb.Statuses.Where(status => !TcbRequirement.KnownStatuses.Contains(status.Name)))
            {
                Require(false, $"{where}.statuses", status.Name == "Revoked" ? "Revoked is never accepted" : $"'{status.Name}' is no known status");
            }

            Require(tcb.Advisories is null || tcb.Advisories.DistinctBy(advisory => advisory.Name).Count() == tcb.Advisories.Count, $"{where}.advisories", "an advisory is named twice");
            Require(tcb.MinEvaluationNumber >= 0, $"{where}.min_evaluation_number", "may not be negative");
        }

        void Snp(SnpPolicy snp)
        {
            const string where = "kinds.sev-snp";
            Measurements(where, snp.Measurements.Count);
            Require(snp.Measurements.All(machine => !machine.Measurement.IsAny), $"{where}.measurements", "measurement may not be any");
            Require(snp.MinimumTcb.Count > 0, $"{where}.minimum_tcb", "name at least one product");
            Require(snp.MinimumTcb.DistinctBy(tcb => tcb.Product).Count() == snp.MinimumTcb.Count, $"{where}.minimum_tcb", "a product is named twice");
            foreach (SnpTcb tcb in snp.MinimumTcb)
            {
                Require(tcb.Product is "Milan" or "Genoa" or "Turin", $"{where}.minimum_tcb", $"'{tcb.Product}' is no known product: Milan, Genoa or Turin");
                Require(tcb.Product == "Turin" || tcb.Fmc == 0, $"{where}.minimum_tcb", $"fmc is Turin's; it must be 0 for {tcb.Product}");
            }

            Require(snp.MaxVmpl is >= 0 and <= 3, $"{where}.max_vmpl", "must be 0 to 3");
            Require(snp.SigningKeys.Count > 0 && snp.SigningKeys.Distinct().Count() == snp.SigningKeys.Count, $"{where}.signing_keys", "name vcek, vlek or both, each once");
            Names($"{where}.allowed_permissions", snp.AllowedPermissions, SnpGuestPolicyBits.Permissions);
            Names($"{where}.required_protections", snp.RequiredProtections, SnpGuestPolicyBits.Protections);
        }

        void Names(string where, IReadOnlyList<string> names, IReadOnlyDictionary<string, int> known)
        {
            foreach (string name in names.Where(name => !known.ContainsKey(name))) Require(false, where, $"'{name}' is none of {string.Join(", ", known.Keys)}");
        }

        void Plan(PlanRequirement plan)
        {
            if (plan is PlanDigests digests) Require(digests.Digests.Count > 0, "plan.digests", "name at least one");
            if (plan is PlanSigner signer) Require(IsP256(signer.PublicKey.Span), "plan.signer_public_key", "is no P-256 public key (base64 of its DER)");
        }
    }

    private static bool IsP256(ReadOnlySpan<byte> key)
    {
        try
        {
            using ECDsa imported = ECDsa.Create();
            imported.ImportSubjectPublicKeyInfo(key, out int read);
            return read == key.Length && imported.KeySize == 256;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
