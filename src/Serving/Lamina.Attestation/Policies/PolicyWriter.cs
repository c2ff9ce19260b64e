using System.Globalization;
using System.Text.Json;
using Lamina.Attestation.Simulated;

namespace Lamina.Attestation.Policies;

/// <summary>Writes policies as files: indented JSON that <see cref="PolicyReader"/> reads back to the same policy.</summary>
public static partial class PolicyWriter
{
    /// <summary>The policy as a file's bytes, UTF-8, ending in a line feed.</summary>
    /// <exception cref="ArgumentException">The policy has faults; the message lists all.</exception>
    public static byte[] Write(Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.Validate() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join("; ", faults), nameof(policy));
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("lamina_policy", 1);
            json.WriteStartObject("kinds");
            if (policy.Simulated is { } simulated) Write(json, simulated);
            if (policy.Sgx is { } sgx) Write(json, sgx);
            if (policy.Tdx is { } tdx) Write(json, tdx);
            if (policy.SevSnp is { } snp) Write(json, snp);
            json.WriteEndObject();
            Write(json, policy.Plan);
            Write(json, policy.Freshness);
            Texts(json, "hpke_suites", policy.HpkeSuites);
            json.WriteString("revocation", policy.Revocation == RevocationMode.Required ? "required" : "none");
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, SimulatedPolicy policy)
    {
        json.WriteStartObject("simulated");
        json.WriteString("warning", SimulatedTee.Warning);
        json.WriteString("code", "not-measured");
        Debug(json, policy.AllowDebug);
        Objects(json, "measurements", policy.Measurements, value => json.WriteString("measurement", value.ToString()));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SgxPolicy policy)
    {
        json.WriteStartObject("sgx");
        Debug(json, policy.AllowDebug);
        Objects(json, "measurements", policy.Measurements, measurement =>
        {
            if (measurement is SgxBuild build)
            {
                json.WriteString("mrenclave", Convert.ToHexStringLower(build.MrEnclave.Span));
            }
            else if (measurement is SgxSigner signer)
            {
                json.WriteString("mrsigner", Convert.ToHexStringLower(signer.MrSigner.Span));
                json.WriteNumber("product", signer.Product);
                json.WriteNumber("min_svn", signer.MinSvn);
            }
        });
        Write(json, policy.Tcb);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TdxPolicy policy)
    {
        json.WriteStartObject("tdx");
        Code(json, policy.Code);
        Debug(json, policy.AllowDebug);
        Objects(json, "measurements", policy.Measurements, machine =>
        {
            json.WriteString("mrtd", machine.MrTd.ToString());
            json.WriteString("rtmr0", machine.Rtmr0.ToString());
            json.WriteString("rtmr1", machine.Rtmr1.ToString());
            json.WriteString("rtmr2", machine.Rtmr2.ToString());
            json.WriteString("rtmr3", machine.Rtmr3.ToString());
            json.WriteString("mrconfigid", machine.ConfigId.ToString());
            json.WriteString("mrowner", machine.Owner.ToString());
            json.WriteString("mrownerconfig", machine.OwnerConfig.ToString());
            json.WriteString("mr_servicetd", machine.ServiceTd.ToString());
        });
        Write(json, policy.Tcb);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SnpPolicy policy)
    {
        json.WriteStartObject("sev-snp");
        Code(json, policy.Code);
        Debug(json, policy.AllowDebug);
        Objects(json, "measurements", policy.Measurements, machine =>
        {
            json.WriteString("measurement", machine.Measurement.ToString());
            json.WriteString("host_data", machine.HostData.ToString());
            json.WriteString("id_key_digest", machine.IdKeyDigest.ToString());
        });
        Objects(json, "minimum_tcb", policy.MinimumTcb, tcb =>
        {
            json.WriteString("product", tcb.Product);
            json.WriteNumber("fmc", tcb.Fmc);
            json.WriteNumber("bootloader", tcb.Bootloader);
            json.WriteNumber("tee", tcb.Tee);
            json.WriteNumber("snp", tcb.Snp);
            json.WriteNumber("microcode", tcb.Microcode);
        });
        json.WriteNumber("max_vmpl", policy.MaxVmpl);
        Texts(json, "signing_keys", policy.SigningKeys.Select(key => key == SnpSigningKey.Vcek ? "vcek" : "vlek"));
        Texts(json, "allowed_permissions", policy.AllowedPermissions);
        Texts(json, "required_protections", policy.RequiredProtections);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TcbRequirement tcb)
    {
        json.WriteStartObject("tcb");
        Objects(json, "statuses", tcb.Statuses, status =>
        {
            json.WriteString("status", status.Name);
            Until(json, status);
        });
        if (tcb.Advisories is null)
        {
            json.WriteString("advisories", "any");
        }
        else
        {
            Objects(json, "advisories", tcb.Advisories, advisory =>
            {
                json.WriteString("id", advisory.Name);
                Until(json, advisory);
            });
        }

        json.WriteNumber("min_evaluation_number", tcb.MinEvaluationNumber);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PlanRequirement plan)
    {
        json.WriteStartObject("plan");
        if (plan is PlanDigests digests) Texts(json, "digests", digests.Digests.Select(digest => Convert.ToHexStringLower(digest.Span)));
        if (plan is PlanSigner signer) json.WriteBase64String("signer_public_key", signer.PublicKey.Span);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FreshnessRequirement freshness)
    {
        json.WriteStartObject("freshness");
        json.WriteString("mode", freshness is EpochEvidence ? "epoch" : "fresh");
        if (freshness is EpochEvidence epoch) json.WriteNumber("max_age_seconds", (long)epoch.LongestLife.TotalSeconds);
        json.WriteEndObject();
    }

    private static void Objects<T>(Utf8JsonWriter json, string key, IEnumerable<T> entries, Action<T> write)
    {
        json.WriteStartArray(key);
        foreach (T entry in entries)
        {
            json.WriteStartObject();
            write(entry);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string key, IEnumerable<string> texts)
    {
        json.WriteStartArray(key);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void Until(Utf8JsonWriter json, Tolerated tolerated) => json.WriteString("until",
        tolerated.Until is { } until ? until.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "no-expiry");

    private static void Code(Utf8JsonWriter json, CodeCoverage code) => json.WriteString("code", code == CodeCoverage.Measured ? "measured" : "not-measured");

    private static void Debug(Utf8JsonWriter json, bool allowed) => json.WriteString("debug", allowed ? "allowed" : "refused");
}
