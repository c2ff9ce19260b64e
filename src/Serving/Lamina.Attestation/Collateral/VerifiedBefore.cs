using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Lamina.Attestation.Collateral;

/// <summary>
/// Remembers which signatures were good, so that the thousandth verification does not check the same chain again.
/// Only success is remembered, under a digest of everything the answer depends on; dates are never part of it and are judged anew.
/// </summary>
internal sealed class VerifiedBefore
{
    private const int Max = 256;

    private readonly ConcurrentDictionary<string, bool> _good = new();
    private readonly ConditionalWeakTable<object, byte[]> _digests = new();
    private readonly ConcurrentDictionary<(Type Kind, string Digest), object> _read = new();

    /// <summary>Answers <paramref name="check"/>, from memory if it was true before for the same question.</summary>
    /// <param name="check">Depends on the parts alone.</param>
    /// <param name="parts">Everything that the answer depends on.</param>
    public bool Holds(Func<bool> check, params ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ReadOnlyMemory<byte> part in parts)
        {
            hash.AppendData(BitConverter.GetBytes(part.Length));
            hash.AppendData(part.Span);
        }

        string key = Convert.ToHexString(hash.GetHashAndReset());
        if (_good.ContainsKey(key)) return true;
        if (!check()) return false;
        if (_good.Count < Max) _good.TryAdd(key, true);
        return true;
    }

    /// <summary>The digest of a document's bytes, computed once for each document: some are hundreds of kilobytes.</summary>
    /// <param name="document">Owns the bytes and never changes.</param>
    /// <param name="bytes">All of them.</param>
    public ReadOnlyMemory<byte> DigestOf(object document, ReadOnlyMemory<byte> bytes) => _digests.GetValue(document, _ => SHA256.HashData(bytes.Span));

    /// <summary>
    /// What bytes were read as before: certificates of the same machine come with each of its quotes. Only what could be read is remembered.
    /// </summary>
    /// <param name="bytes">What is read; the answer depends on them and on the kind of reading alone.</param>
    /// <param name="read">Reads them; null if it cannot.</param>
    public T? Read<T>(ReadOnlyMemory<byte> bytes, Func<ReadOnlyMemory<byte>, T?> read)
        where T : class
    {
        (Type, string) key = (typeof(T), Convert.ToHexString(SHA256.HashData(bytes.Span)));
        if (_read.TryGetValue(key, out object? before)) return (T)before;
        T? value = read(bytes);
        if (value is not null && _read.Count < Max) _read.TryAdd(key, value);
        return value;
    }
}
