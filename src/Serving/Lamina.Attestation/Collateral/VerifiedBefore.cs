using System.Collections.Concurrent;
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
}
