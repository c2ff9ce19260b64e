using Lamina.Protocol.Memory;
using Org.BouncyCastle.Crypto.Prng;
using Org.BouncyCastle.Security;

namespace Lamina.Protocol.Hpke.Kems;

/// <summary>
/// Hands given random bytes to BouncyCastle, which takes its randomness from a generator only.
/// Our callers draw from the system's generator; test vectors name theirs.
/// </summary>
internal sealed class FixedRandom : IRandomGenerator, IDisposable
{
    private readonly SecretBytes _bytes;
    private int _used;

    public FixedRandom(ReadOnlySpan<byte> bytes)
    {
        _bytes = new SecretBytes(bytes);
        Source = new SecureRandom(this);
    }

    public SecureRandom Source { get; }

    public void NextBytes(Span<byte> bytes)
    {
        // A library that asks for more than the algorithm defines must not get the same bytes twice.
        _bytes.Span.Slice(_used, bytes.Length).CopyTo(bytes);
        _used += bytes.Length;
    }

    public void NextBytes(byte[] bytes) => NextBytes(bytes.AsSpan());

    public void NextBytes(byte[] bytes, int start, int len) => NextBytes(bytes.AsSpan(start, len));

    public void AddSeedMaterial(byte[] seed) => throw new NotSupportedException();

    public void AddSeedMaterial(ReadOnlySpan<byte> seed) => throw new NotSupportedException();

    public void AddSeedMaterial(long seed) => throw new NotSupportedException();

    public void Dispose() => _bytes.Dispose();
}
