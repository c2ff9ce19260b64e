namespace Lamina.Protocol.ObliviousHttp;

/// <summary>A pair of KDF and AEAD that a key may be used with; numbers of IANA, known here or not.</summary>
/// <param name="Kdf">HPKE KDF identifier.</param>
/// <param name="Aead">HPKE AEAD identifier.</param>
public readonly record struct SymmetricAlgorithms(ushort Kdf, ushort Aead);
