using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lamina.Models.Initializing;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood 2014): an own generator, because .NET's may change and weights must not. Every weight has a stream
/// of its own, from a hash of seed and name, so that adding a layer changes no other.
/// </summary>
internal sealed class SplitMix
{
    private ulong _state;

    public SplitMix(ulong state) => _state = state;

    public SplitMix(long seed, string stream)
    {
        byte[] input = [.. new byte[sizeof(long)], .. Encoding.UTF8.GetBytes(stream)];
        BinaryPrimitives.WriteInt64LittleEndian(input, seed);
        byte[] hash = SHA256.HashData(input);
        _state = BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
