using System.Runtime.InteropServices;
using Lamina.Protocol.Memory;

namespace Lamina.Protocol.Tests.Memory;

public sealed class SecretBytesTests
{
    [Theory]
    [InlineData(32)]
    [InlineData(100_003)] // large enough to be kept for the next; a length that nothing else here has
    public void Dispose_ZeroesTheBytesWhereTheyLie(int length)
    {
        var secret = new SecretBytes(Enumerable.Repeat((byte)0x5A, length).ToArray());
        ref byte first = ref MemoryMarshal.GetReference(secret.Span);
        Assert.Equal(0x5A, first);
        Span<byte> there = MemoryMarshal.CreateSpan(ref first, length);
        secret.Dispose();
        Assert.False(there.ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Dispose_MemoryTakenBefore_Throws()
    {
        var secret = new SecretBytes(100_007);
        Memory<byte> slice = secret.Memory[10..20];
        secret.Dispose();
        secret.Dispose();
        using var next = new SecretBytes(100_007);
        next.Span.Fill(1);
        Assert.Throws<ObjectDisposedException>(() => slice.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => slice.Pin());
        Assert.Throws<ObjectDisposedException>(() => secret.Span.Length);
    }

    [Fact]
    public void Rent_AfterDispose_IsTheSameArrayZeroed()
    {
        var secret = new SecretBytes(100_011);
        ref byte first = ref MemoryMarshal.GetReference(secret.Span);
        secret.Span.Fill(7);
        secret.Dispose();
        using var next = new SecretBytes(100_011);
        Assert.True(System.Runtime.CompilerServices.Unsafe.AreSame(ref first, ref MemoryMarshal.GetReference(next.Span)));
        Assert.False(next.Span.ContainsAnyExcept((byte)0));
        using var other = new SecretBytes(100_011);
        Assert.False(System.Runtime.CompilerServices.Unsafe.AreSame(ref first, ref MemoryMarshal.GetReference(other.Span)));
    }

    [Fact]
    public void Memory_OfTheBytes_IsPinnedWhereTheyLie()
    {
        using var secret = new SecretBytes(64);
        secret.Span[5] = 9;
        Assert.Equal(9, secret.Memory.Span[5]);
        Assert.False(MemoryMarshal.TryGetArray((ReadOnlyMemory<byte>)secret.Memory, out _), "an array would outlive the check");
        secret.Memory.Pin().Dispose();
    }
}
