namespace Lamina.Protocol.Hpke;

/// <summary>Authenticated encryption by its IANA number (RFC 9180 section 7.3).</summary>
public enum HpkeAead : ushort
{
    /// <summary>AES-128-GCM.</summary>
    Aes128Gcm = 0x0001,

    /// <summary>AES-256-GCM.</summary>
    Aes256Gcm = 0x0002,

    /// <summary>ChaCha20-Poly1305.</summary>
    ChaCha20Poly1305 = 0x0003,

    /// <summary>No encryption: the context only exports secrets.</summary>
    ExportOnly = 0xFFFF,
}
