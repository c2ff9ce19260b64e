using System.Security.Cryptography;
using Lamina.Protocol.Binding;

namespace Lamina.Protocol.KeyRelease;

/// <summary>
/// The nonces that an owner's server gave out and that were not answered yet: each is good once, for one plan, for a short time.
/// Safe for concurrent use.
/// </summary>
/// <param name="time">Its monotonic clock ends nonces.</param>
public sealed class NonceBook(TimeProvider time)
{
    /// <summary>How long a nonce is good: evidence takes a second or two.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    /// <summary>Nonces that may be open at a time.</summary>
    public const int Capacity = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Plan, long Given)> _open = [];

    /// <summary>A new nonce; null if too many are open.</summary>
    /// <param name="planDigest">The plan that it is for.</param>
    public byte[]? TryGive(ReadOnlySpan<byte> planDigest)
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(NonceTree.NonceLength);
        lock (_gate)
        {
            long now = time.GetTimestamp();
            foreach (string ended in _open.Where(entry => time.GetElapsedTime(entry.Value.Given, now) >= Lifetime).Select(entry => entry.Key).ToArray())
            {
                _open.Remove(ended);
            }

            return _open.Count < Capacity && _open.TryAdd(Convert.ToHexString(nonce), (Convert.ToHexString(planDigest), now)) ? nonce : null;
        }
    }

    /// <summary>Uses a nonce up; true if it was given for this plan, lately, and not used before.</summary>
    public bool TryTake(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> planDigest)
    {
        lock (_gate)
        {
            return _open.Remove(Convert.ToHexString(nonce), out (string Plan, long Given) entry)
                && entry.Plan == Convert.ToHexString(planDigest)
                && time.GetElapsedTime(entry.Given) < Lifetime;
        }
    }
}
