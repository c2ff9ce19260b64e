using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Lamina.Protocol.Hpke;

/// <summary>
/// One choice of KEM, KDF and AEAD. Policies and options write it by name, for example
/// <c>x25519-sha256-aes128gcm</c> or <c>xwing-sha256-chacha20poly1305</c>.
/// </summary>
/// <param name="Kem">How the shared secret is agreed.</param>
/// <param name="Kdf">How keys are derived from it.</param>
/// <param name="Aead">What encrypts.</param>
public readonly record struct HpkeSuite(HpkeKem Kem, HpkeKdf Kdf, HpkeAead Aead)
{
    private static readonly (HpkeKem Value, string Name)[] Kems =
        [(HpkeKem.X25519HkdfSha256, "x25519"), (HpkeKem.P256HkdfSha256, "p256"), (HpkeKem.XWing, "xwing")];

    private static readonly (HpkeKdf Value, string Name)[] Kdfs =
        [(HpkeKdf.HkdfSha256, "sha256"), (HpkeKdf.Shake256, "shake256")];

    private static readonly (HpkeAead Value, string Name)[] Aeads =
    [
        (HpkeAead.Aes128Gcm, "aes128gcm"), (HpkeAead.Aes256Gcm, "aes256gcm"),
        (HpkeAead.ChaCha20Poly1305, "chacha20poly1305"), (HpkeAead.ExportOnly, "exportonly"),
    ];

    /// <summary>X25519, HKDF-SHA256, AES-128-GCM: what every client of Oblivious HTTP speaks, and the default.</summary>
    public static HpkeSuite X25519Aes128Gcm { get; } = new(HpkeKem.X25519HkdfSha256, HpkeKdf.HkdfSha256, HpkeAead.Aes128Gcm);

    /// <summary>True if all three numbers are known here. Numbers of a peer need this check before anything else.</summary>
    public bool IsKnown => Enum.IsDefined(Kem) && Enum.IsDefined(Kdf) && Enum.IsDefined(Aead);

    /// <summary>True if Oblivious HTTP can use it: known, with the Extract and Expand of HKDF, and with encryption.</summary>
    public bool CanSealRequests => IsKnown && Kdf is HpkeKdf.HkdfSha256 && Aead is not HpkeAead.ExportOnly;

    /// <summary>The suite a name stands for; false if it stands for none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out HpkeSuite suite)
    {
        suite = default;
        return name?.Split('-') is [string kem, string kdf, string aead]
            && TryFind(Kems, kem, out HpkeKem kemValue)
            && TryFind(Kdfs, kdf, out HpkeKdf kdfValue)
            && TryFind(Aeads, aead, out HpkeAead aeadValue)
            && (suite = new HpkeSuite(kemValue, kdfValue, aeadValue)) is var _;
    }

    /// <summary>The suite's name; numbers stand in for parts that are not known.</summary>
    public override string ToString() => $"{NameOf(Kems, Kem)}-{NameOf(Kdfs, Kdf)}-{NameOf(Aeads, Aead)}";

    /// <summary>RFC 9180 section 5.1: <c>"HPKE"</c> and the three numbers.</summary>
    internal void WriteSuiteId(Span<byte> destination)
    {
        "HPKE"u8.CopyTo(destination);
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], (ushort)Kem);
        BinaryPrimitives.WriteUInt16BigEndian(destination[6..], (ushort)Kdf);
        BinaryPrimitives.WriteUInt16BigEndian(destination[8..], (ushort)Aead);
    }

    /// <summary>Bytes of what <see cref="WriteSuiteId"/> writes.</summary>
    internal const int SuiteIdLength = 10;

    private static bool TryFind<T>((T Value, string Name)[] table, string name, out T value)
    {
        int index = Array.FindIndex(table, entry => entry.Name == name);
        value = index < 0 ? default! : table[index].Value;
        return index >= 0;
    }

    private static string NameOf<T>((T Value, string Name)[] table, T value)
        where T : struct, Enum
    {
        int index = Array.FindIndex(table, entry => EqualityComparer<T>.Default.Equals(entry.Value, value));
        return index < 0 ? $"0x{value:x}" : table[index].Name;
    }
}
