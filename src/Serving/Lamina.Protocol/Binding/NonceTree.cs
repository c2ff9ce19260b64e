using System.Numerics;
using System.Security.Cryptography;

namespace Lamina.Protocol.Binding;

/// <summary>
/// A hash tree over the nonces of clients that waited together, so that one signature of the hardware serves them all.
/// The tree is the Merkle tree of RFC 9162 section 2.1 over SHA-256: leaf = H(0x00 || nonce), node = H(0x01 || left || right),
/// so neither can pass for the other. The root of one nonce is its leaf.
/// </summary>
public sealed class NonceTree
{
    /// <summary>Bytes of a client's nonce.</summary>
    public const int NonceLength = 32;

    /// <summary>Bytes of a leaf, node or root.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>Most nonces in one tree.</summary>
    public const int MaximumCount = 1 << 16;

    private readonly byte[][] _leaves;

    /// <summary>Builds the tree.</summary>
    /// <param name="nonces">1 to <see cref="MaximumCount"/> nonces of 32 bytes each; their order decides the paths.</param>
    /// <exception cref="ArgumentException">There are none or too many, or one has another length.</exception>
    public NonceTree(IReadOnlyList<ReadOnlyMemory<byte>> nonces)
    {
        ArgumentNullException.ThrowIfNull(nonces);
        if (nonces.Count is 0 or > MaximumCount || nonces.Any(nonce => nonce.Length != NonceLength))
        {
            throw new ArgumentException($"A tree takes 1 to {MaximumCount} nonces of {NonceLength} bytes.", nameof(nonces));
        }

        _leaves = [.. nonces.Select(nonce => Leaf(nonce.Span))];
        Root = Hash(_leaves);
    }

    /// <summary>What report data binds.</summary>
    public ReadOnlyMemory<byte> Root { get; }

    /// <summary>What proves to the client whose nonce stands at <paramref name="index"/> that the root covers it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such nonce.</exception>
    public NoncePath PathOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _leaves.Length);
        List<ReadOnlyMemory<byte>> hashes = [];
        ReadOnlySpan<byte[]> leaves = _leaves;
        int position = index;
        while (leaves.Length > 1)
        {
            int split = Split(leaves.Length);
            bool left = position < split;
            hashes.Add(Hash(left ? leaves[split..] : leaves[..split]));
            leaves = left ? leaves[..split] : leaves[split..];
            position -= left ? 0 : split;
        }

        hashes.Reverse(); // found from the root down, written from the leaf up
        return new NoncePath(index, _leaves.Length, hashes);
    }

    internal static byte[] Leaf(ReadOnlySpan<byte> nonce) => SHA256.HashData([0, .. nonce]);

    internal static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => SHA256.HashData([1, .. left, .. right]);

    /// <summary>The largest power of two below <paramref name="count"/>.</summary>
    private static int Split(int count) => 1 << BitOperations.Log2((uint)count - 1);

    private static byte[] Hash(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 1)
        {
            return leaves[0];
        }

        int split = Split(leaves.Length);
        return Node(Hash(leaves[..split]), Hash(leaves[split..]));
    }
}
