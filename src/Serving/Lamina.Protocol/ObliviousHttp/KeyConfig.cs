using System.Buffers.Binary;
using Lamina.Protocol.Wire;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.Hpke.Kems;

namespace Lamina.Protocol.ObliviousHttp;

/// <summary>One public key with what it may be used for (RFC 9458 section 3.1).</summary>
/// <param name="KeyId">Names the key among those of its gateway.</param>
/// <param name="Kem">The key's mechanism.</param>
/// <param name="PublicKey">The serialized public key.</param>
/// <param name="Algorithms">What it may be used with, in the gateway's order of preference.</param>
public sealed record KeyConfig(byte KeyId, HpkeKem Kem, ReadOnlyMemory<byte> PublicKey, IReadOnlyList<SymmetricAlgorithms> Algorithms)
{
    private const int BytesPerPair = 4;

    /// <summary>More pairs than this in one configuration are refused; HPKE defines far fewer.</summary>
    internal const int MaximumPairs = 64;

    /// <summary>True if the configuration offers the suite.</summary>
    public bool Offers(HpkeSuite suite) => suite.Kem == Kem && Algorithms.Contains(new SymmetricAlgorithms((ushort)suite.Kdf, (ushort)suite.Aead));

    /// <summary>The configuration as RFC 9458 section 3.1 lays it out, without the length that a list puts before it.</summary>
    internal byte[] Encode()
    {
        byte[] encoded = new byte[1 + 2 + PublicKey.Length + 2 + (BytesPerPair * Algorithms.Count)];
        encoded[0] = KeyId;
        BinaryPrimitives.WriteUInt16BigEndian(encoded.AsSpan(1), (ushort)Kem);
        PublicKey.CopyTo(encoded.AsMemory(3));
        Span<byte> rest = encoded.AsSpan(3 + PublicKey.Length);
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)(BytesPerPair * Algorithms.Count));
        for (int i = 0; i < Algorithms.Count; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest[(2 + (BytesPerPair * i))..], Algorithms[i].Kdf);
            BinaryPrimitives.WriteUInt16BigEndian(rest[(4 + (BytesPerPair * i))..], Algorithms[i].Aead);
        }

        return encoded;
    }

    /// <summary>Reads one configuration; null if its KEM is not known here, which is no fault of the list.</summary>
    /// <exception cref="WireFormatException">The bytes are no configuration.</exception>
    internal static KeyConfig? Parse(Memory<byte> encoded)
    {
        var reader = new WireReader(encoded);
        byte keyId = reader.ReadByte("a key identifier");
        var kem = (HpkeKem)reader.ReadUInt16("a KEM identifier");
        if (!Enum.IsDefined(kem))
        {
            return null;
        }

        ReadOnlyMemory<byte> publicKey = reader.Read(KemAlgorithm.For(kem).PublicKeyLength, "a public key");
        int length = reader.ReadUInt16("the length of the algorithms");
        if (length == 0 || length % BytesPerPair != 0 || length > BytesPerPair * MaximumPairs || length != reader.Remaining)
        {
            throw new WireFormatException($"The algorithms of key {keyId} take {length} bytes, {reader.Remaining} are left; 1 to {MaximumPairs} pairs of {BytesPerPair} bytes are wanted, and nothing after them.");
        }

        List<SymmetricAlgorithms> algorithms = [];
        while (!reader.AtEnd)
        {
            algorithms.Add(new SymmetricAlgorithms(reader.ReadUInt16("a KDF identifier"), reader.ReadUInt16("an AEAD identifier")));
        }

        return new KeyConfig(keyId, kem, publicKey, algorithms);
    }
}
