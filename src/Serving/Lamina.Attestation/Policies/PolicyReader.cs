using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Lamina.Attestation.Json;
using Lamina.Attestation.Simulated;

namespace Lamina.Attestation.Policies;

/// <summary>Reads a policy file. Strict: every value must be there, no key besides, all faults reported at once.</summary>
public static class PolicyReader
{
    /// <summary>The longest file that is read, in bytes.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Reads a policy.</summary>
    /// <param name="json">The file's bytes, UTF-8.</param>
    /// <param name="policy">The policy, if there is no fault.</param>
    /// <param name="faults">Every fault, as "where: what"; empty if there is none.</param>
    /// <returns>True if the file is a policy.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out Policy? policy, out IReadOnlyList<string> faults)
    {
        policy = null;
        if (json.Length > MaxLength)
        {
            faults = [$"policy: {json.Length} bytes are more than the {MaxLength} that a policy may have"];
            return false;
        }

        var found = new JsonFaults();
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
            policy = Read(new StrictObject(document.RootElement, "", found));
        }
        catch (JsonException error)
        {
            found.Add("", JsonSentence.Of(error));
        }
        catch (InvalidOperationException)
        {
            found.Add("", JsonSentence.NoUnicode);
        }

        if (found.ValuesReadable) found.AddRange(policy!.Validate());
        faults = found.All;
        if (faults.Count > 0) policy = null;
        return policy is not null;
    }

    private static Policy Read(StrictObject root)
    {
        root.Integer("lamina_policy", 1, 1);
        StrictObject kinds = root.Object("kinds");
        var policy = new Policy
        {
            Simulated = kinds.Has("simulated") ? Simulated(kinds.Object("simulated")) : null,
            Sgx = kinds.Has("sgx") ? Sgx(kinds.Object("sgx")) : null,
            Tdx = kinds.Has("tdx") ? Tdx(kinds.Object("tdx")) : null,
            SevSnp = kinds.Has("sev-snp") ? Snp(kinds.Object("sev-snp")) : null,
            Plan = Plan(root.Object("plan")),
            Freshness = Freshness(root.Object("freshness")),
            HpkeSuites = root.Texts("hpke_suites"),
            Revocation = root.Choice("revocation", ("required", RevocationMode.Required), ("none", RevocationMode.None)),
        };
        kinds.RefuseOthers();
        root.RefuseOthers();
        return policy;
    }

    private static SimulatedPolicy Simulated(StrictObject json)
    {
        json.Choice("warning", (SimulatedTee.Warning, 0));
        json.Choice("code", ("not-measured", 0));
        var policy = new SimulatedPolicy
        {
            AllowDebug = Debug(json),
            Measurements = json.Objects("measurements", entry => Closed(entry, entry.Measured("measurement", 32))),
        };
        return Closed(json, policy);
    }

    private static SgxPolicy Sgx(StrictObject json) => Closed(json, new SgxPolicy
    {
        AllowDebug = Debug(json),
        Measurements = json.Objects("measurements", entry => Closed(entry, SgxMeasurement(entry))),
        Tcb = Tcb(json.Object("tcb")),
    });

    private static SgxMeasurement SgxMeasurement(StrictObject json) => json.Has("mrenclave")
        ? new SgxBuild(json.Hex("mrenclave", 32))
        : new SgxSigner(json.Hex("mrsigner", 32), (ushort)json.Integer("product", 0, ushort.MaxValue), (ushort)json.Integer("min_svn", 0, ushort.MaxValue));

    private static TdxPolicy Tdx(StrictObject json) => Closed(json, new TdxPolicy
    {
        Code = Code(json),
        AllowDebug = Debug(json),
        Measurements = json.Objects("measurements", entry => Closed(entry, new TdxMeasurement
        {
            MrTd = entry.Measured("mrtd", 48),
            Rtmr0 = entry.Measured("rtmr0", 48),
            Rtmr1 = entry.Measured("rtmr1", 48),
            Rtmr2 = entry.Measured("rtmr2", 48),
            Rtmr3 = entry.Measured("rtmr3", 48),
            ConfigId = entry.Measured("mrconfigid", 48),
            Owner = entry.Measured("mrowner", 48),
            OwnerConfig = entry.Measured("mrownerconfig", 48),
            ServiceTd = entry.Measured("mr_servicetd", 48),
        })),
        Tcb = Tcb(json.Object("tcb")),
    });

    private static SnpPolicy Snp(StrictObject json) => Closed(json, new SnpPolicy
    {
        Code = Code(json),
        AllowDebug = Debug(json),
        Measurements = json.Objects("measurements", entry => Closed(entry, new SnpMeasurement(
            entry.Measured("measurement", 48), entry.Measured("host_data", 32), entry.Measured("id_key_digest", 48)))),
        MinimumTcb = json.Objects("minimum_tcb", entry => Closed(entry, new SnpTcb(
            entry.Text("product"), Svn(entry, "fmc"), Svn(entry, "bootloader"), Svn(entry, "tee"), Svn(entry, "snp"), Svn(entry, "microcode")))),
        MaxVmpl = (int)json.Integer("max_vmpl", 0, 3),
        SigningKeys = json.Choices("signing_keys", ("vcek", SnpSigningKey.Vcek), ("vlek", SnpSigningKey.Vlek)),
        AllowedPermissions = json.Texts("allowed_permissions"),
        RequiredProtections = json.Texts("required_protections"),
    });

    private static TcbRequirement Tcb(StrictObject json) => Closed(json, new TcbRequirement
    {
        Statuses = json.Objects("statuses", entry => Closed(entry, new Tolerated(entry.Text("status"), entry.Until("until")))),
        Advisories = json.IsText("advisories", "any") ? null : json.Objects("advisories", entry => Closed(entry, new Tolerated(entry.Text("id"), entry.Until("until")))),
        MinEvaluationNumber = (int)json.Integer("min_evaluation_number", 0, int.MaxValue),
    });

    private static PlanRequirement Plan(StrictObject json) => json.Has("signer_public_key")
        ? Closed<PlanRequirement>(json, new PlanSigner(json.Base64("signer_public_key")))
        : Closed<PlanRequirement>(json, new PlanDigests(json.HexTexts("digests", 32)));

    private static FreshnessRequirement Freshness(StrictObject json) => json.Choice("mode", ("fresh", false), ("epoch", true))
        ? Closed<FreshnessRequirement>(json, new EpochEvidence(TimeSpan.FromSeconds(json.Integer("max_age_seconds", 1, (long)EpochEvidence.Longest.TotalSeconds))))
        : Closed<FreshnessRequirement>(json, new FreshEvidence());

    private static CodeCoverage Code(StrictObject json) => json.Choice("code", ("measured", CodeCoverage.Measured), ("not-measured", CodeCoverage.NotMeasured));

    private static bool Debug(StrictObject json) => json.Choice("debug", ("refused", false), ("allowed", true));

    private static byte Svn(StrictObject json, string key) => (byte)json.Integer(key, 0, byte.MaxValue);

    private static T Closed<T>(StrictObject json, T value)
    {
        json.RefuseOthers();
        return value;
    }
}
