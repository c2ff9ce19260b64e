namespace Lamina.Protocol.Binding;

/// <summary>Where a nonce stands in a <see cref="NonceTree"/> and the hashes from its leaf up to the root (RFC 9162 section 2.1.3).</summary>
/// <param name="Index">The nonce's place, from 0.</param>
/// <param name="Count">Nonces in the tree.</param>
/// <param name="Hashes">Siblings from the leaf up, 32 bytes each; none for a single nonce.</param>
public sealed record NoncePath(int Index, int Count, IReadOnlyList<ReadOnlyMemory<byte>> Hashes)
{
    /// <summary>The root that this path leads to from a nonce; null if the path fits no tree of <see cref="Count"/> nonces.</summary>
    public byte[]? RootFor(ReadOnlySpan<byte> nonce)
    {
        if (Count is < 1 or > NonceTree.MaximumCount || Index < 0 || Index >= Count || Hashes.Any(hash => hash.Length != NonceTree.HashLength))
        {
            return null;
        }

        // RFC 9162 section 2.1.3.2.
        int node = Index;
        int last = Count - 1;
        byte[] root = NonceTree.Leaf(nonce);
        foreach (ReadOnlyMemory<byte> sibling in Hashes)
        {
            if (last == 0)
            {
                return null;
            }

            if ((node & 1) == 1 || node == last)
            {
                root = NonceTree.Node(sibling.Span, root);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                root = NonceTree.Node(root, sibling.Span);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 ? root : null;
    }
}
