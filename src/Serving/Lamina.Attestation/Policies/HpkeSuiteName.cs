namespace Lamina.Attestation.Policies;

/// <summary>Names of HPKE suites (RFC 9180): key encapsulation, key derivation and cipher, as in <c>x25519-sha256-aes128gcm</c>.</summary>
public static class HpkeSuiteName
{
    /// <summary>The suite that every Lamina enclave offers.</summary>
    public const string Default = "x25519-sha256-aes128gcm";

    private static readonly string[] Kems = ["x25519", "p256", "p384", "p521", "xwing"];
    private static readonly string[] Kdfs = ["sha256", "sha384", "sha512"];
    private static readonly string[] Aeads = ["aes128gcm", "aes256gcm", "chacha20poly1305"];

    /// <summary>True if the name is one of the known combinations.</summary>
    public static bool IsKnown(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] parts = name.Split('-');
        return parts.Length == 3 && Kems.Contains(parts[0]) && Kdfs.Contains(parts[1]) && Aeads.Contains(parts[2]);
    }
}
