namespace Lamina.Attestation.Policies;

/// <summary>What is demanded of a SEV-SNP machine.</summary>
public sealed record SnpPolicy
{
    /// <summary>Whether the measurements cover the program.</summary>
    public required CodeCoverage Code { get; init; }

    /// <summary>True to accept a machine into which its host can look.</summary>
    public required bool AllowDebug { get; init; }

    /// <summary>Accepted machines; one match suffices.</summary>
    public required IReadOnlyList<SnpMeasurement> Measurements { get; init; }

    /// <summary>Accepted products and, for each, the lowest accepted component versions; at least one, each product once.</summary>
    public required IReadOnlyList<SnpTcb> MinimumTcb { get; init; }

    /// <summary>Highest accepted privilege level number of the requester, 0..3; 0 is the most privileged.</summary>
    public required int MaxVmpl { get; init; }

    /// <summary>Which keys may sign reports; at least one.</summary>
    public required IReadOnlyList<SnpSigningKey> SigningKeys { get; init; }

    /// <summary>Permissions of the guest policy that may be set: names of <see cref="SnpGuestPolicyBits.Permissions"/>; debugging has its own key.</summary>
    public required IReadOnlyList<string> AllowedPermissions { get; init; }

    /// <summary>Protections of the guest policy that must be set: names of <see cref="SnpGuestPolicyBits.Protections"/>.</summary>
    public required IReadOnlyList<string> RequiredProtections { get; init; }
}

/// <summary>One accepted SEV-SNP machine.</summary>
/// <param name="Measurement">48 bytes of the launch measurement; never any.</param>
/// <param name="HostData">32 bytes that the host gave at launch.</param>
/// <param name="IdKeyDigest">48 bytes: digest of the key that signed the launch's identity block; zero is none.</param>
public sealed record SnpMeasurement(MeasuredValue Measurement, MeasuredValue HostData, MeasuredValue IdKeyDigest);

/// <summary>Which key signs SEV-SNP reports.</summary>
public enum SnpSigningKey
{
    /// <summary>The chip's own key.</summary>
    Vcek,

    /// <summary>A key that AMD lends to a cloud provider.</summary>
    Vlek,
}

/// <summary>The lowest accepted version of each component of one product, 0..255 each.</summary>
/// <param name="Product"><c>Milan</c>, <c>Genoa</c> or <c>Turin</c>.</param>
/// <param name="Fmc">Turin only; 0 for the others.</param>
/// <param name="Bootloader">The secure processor's boot loader.</param>
/// <param name="Tee">The secure processor's system.</param>
/// <param name="Snp">The SNP firmware.</param>
/// <param name="Microcode">The processor's microcode.</param>
public sealed record SnpTcb(string Product, byte Fmc, byte Bootloader, byte Tee, byte Snp, byte Microcode);

/// <summary>The bits of a SEV-SNP guest policy by name (SEV-SNP firmware ABI, guest policy).</summary>
public static class SnpGuestPolicyBits
{
    /// <summary>Bits that loosen protection when set, by name.</summary>
    public static IReadOnlyDictionary<string, int> Permissions { get; } = new Dictionary<string, int>
    {
        ["smt"] = 16,
        ["migration-agent"] = 18,
        ["cxl"] = 21,
    };

    /// <summary>Bits that tighten protection when set, by name.</summary>
    public static IReadOnlyDictionary<string, int> Protections { get; } = new Dictionary<string, int>
    {
        ["single-socket"] = 20,
        ["aes-256-xts"] = 22,
        ["rapl-disabled"] = 23,
        ["ciphertext-hiding"] = 24,
        ["page-swap-disabled"] = 25,
    };

    /// <summary>The bit that lets the host debug the machine.</summary>
    public const int Debug = 19;

    /// <summary>The bit that the firmware demands to be set.</summary>
    public const int ReservedOne = 17;
}
