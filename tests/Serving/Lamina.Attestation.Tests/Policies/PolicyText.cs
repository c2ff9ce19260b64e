using System.Text;
using Lamina.Attestation.Simulated;

namespace Lamina.Attestation.Tests.Policies;

/// <summary>Policies as a person would write them.</summary>
internal static class PolicyText
{
    public const string Simulated = $$"""
        {
          "lamina_policy": 1,
          "kinds": {
            "simulated": {
              "warning": "{{SimulatedTee.Warning}}",
              "code": "not-measured",
              "debug": "refused",
              "measurements": [{ "measurement": "1111111111111111111111111111111111111111111111111111111111111111" }]
            }
          },
          "plan": { "digests": ["2222222222222222222222222222222222222222222222222222222222222222"] },
          "freshness": { "mode": "fresh" },
          "hpke_suites": ["x25519-sha256-aes128gcm"],
          "revocation": "required"
        }
        """;

    private static readonly string H32 = new('3', 64);
    private static readonly string H48 = new('4', 96);

    public static readonly string Hardware = $$"""
        {
          "lamina_policy": 1,
          "kinds": {
            "sgx": {
              "debug": "refused",
              "measurements": [
                { "mrenclave": "{{H32}}" },
                { "mrsigner": "{{H32}}", "product": 1, "min_svn": 2 }
              ],
              "tcb": {
                "statuses": [
                  { "status": "UpToDate", "until": "no-expiry" },
                  { "status": "SWHardeningNeeded", "until": "2027-01-31T00:00:00Z" }
                ],
                "advisories": [{ "id": "INTEL-SA-00615", "until": "2027-01-31T00:00:00Z" }],
                "min_evaluation_number": 17
              }
            },
            "tdx": {
              "code": "measured",
              "debug": "refused",
              "measurements": [{
                "mrtd": "{{H48}}", "rtmr0": "any", "rtmr1": "{{H48}}", "rtmr2": "{{H48}}", "rtmr3": "any",
                "mrconfigid": "{{H48}}", "mrowner": "any", "mrownerconfig": "any", "mr_servicetd": "{{H48}}"
              }],
              "tcb": { "statuses": [{ "status": "UpToDate", "until": "no-expiry" }], "advisories": "any", "min_evaluation_number": 0 }
            },
            "sev-snp": {
              "code": "not-measured",
              "debug": "refused",
              "measurements": [{ "measurement": "{{H48}}", "host_data": "{{H32}}", "id_key_digest": "any" }],
              "minimum_tcb": [{ "product": "Milan", "fmc": 0, "bootloader": 3, "tee": 0, "snp": 8, "microcode": 115 }],
              "max_vmpl": 0,
              "signing_keys": ["vcek", "vlek"],
              "allowed_permissions": ["smt"],
              "required_protections": ["ciphertext-hiding"]
            }
          },
          "plan": { "digests": ["{{H32}}", "5555555555555555555555555555555555555555555555555555555555555555"] },
          "freshness": { "mode": "epoch", "max_age_seconds": 3600 },
          "hpke_suites": ["xwing-sha256-aes256gcm", "x25519-sha256-chacha20poly1305"],
          "revocation": "required"
        }
        """;

    public static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);
}
