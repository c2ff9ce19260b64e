namespace Lamina.Protocol.Hpke;

/// <summary>Key encapsulation mechanisms by their IANA number (RFC 9180 section 7.1, draft-ietf-hpke-pq).</summary>
public enum HpkeKem : ushort
{
    /// <summary>DHKEM(P-256, HKDF-SHA256).</summary>
    P256HkdfSha256 = 0x0010,

    /// <summary>DHKEM(X25519, HKDF-SHA256).</summary>
    X25519HkdfSha256 = 0x0020,

    /// <summary>X-Wing: ML-KEM-768 and X25519 together, safe while either of them is (draft-connolly-cfrg-xwing-kem).</summary>
    XWing = 0x647A,
}
