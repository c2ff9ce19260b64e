namespace Lamina.Protocol.Hpke;

/// <summary>Key derivation functions by their IANA number (RFC 9180 section 7.2, draft-ietf-hpke-pq).</summary>
public enum HpkeKdf : ushort
{
    /// <summary>HKDF-SHA256: the two-stage key schedule of RFC 9180.</summary>
    HkdfSha256 = 0x0001,

    /// <summary>SHAKE256: the one-stage key schedule of draft-ietf-hpke-hpke. Oblivious HTTP is not defined over it.</summary>
    Shake256 = 0x0011,
}
