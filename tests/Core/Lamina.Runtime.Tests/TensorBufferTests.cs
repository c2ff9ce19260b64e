using System.Runtime.InteropServices;
using Lamina.Onnx;

namespace Lamina.Runtime.Tests;

public sealed class TensorBufferTests
{
    [Fact]
    public void Allocate_Memory_IsZeroedAndAligned()
    {
        using TensorBuffer buffer = TensorBuffer.Allocate(ElementType.Float16, 5, 7);
        Assert.Equal(70, buffer.Bytes.Length);
        Assert.Equal(35, buffer.Count);
        Assert.Equal(-1, buffer.Bytes.IndexOfAnyExcept((byte)0));
        Assert.Equal("float16 5x7", buffer.ToString());
        using var pin = buffer.Memory.Pin();
        unsafe
        {
            Assert.Equal(0, (nint)pin.Pointer % 64);
        }
    }

    [Theory]
    [InlineData(ElementType.Float, new[] { 1L << 40, 1L << 40 })]
    [InlineData(ElementType.Float, new[] { 1L << 29 })]
    [InlineData(ElementType.Float, new[] { -1L, 3L })]
    [InlineData(ElementType.String, new[] { 1L })]
    [InlineData(ElementType.Int4, new[] { 2L })]
    public void Allocate_ImpossibleTensor_IsRefused(ElementType type, long[] shape) =>
        Assert.Throws<ArgumentException>(() => TensorBuffer.Allocate(type, shape));

    [Fact]
    public void Allocate_EmptyAndScalar_Work()
    {
        using TensorBuffer empty = TensorBuffer.Allocate(ElementType.Float, 0, 1L << 60);
        using TensorBuffer scalar = TensorBuffer.Allocate(ElementType.Double);
        Assert.Equal(0, empty.Bytes.Length);
        Assert.Equal(1, scalar.Values<double>().Length);
    }

    [Fact]
    public void Values_OtherType_IsRefused()
    {
        using TensorBuffer buffer = TensorBuffer.Copy<float>([1, 2], 2);
        Assert.Throws<ArgumentException>(() => buffer.Values<int>().Length);
        using TensorBuffer brain = TensorBuffer.Allocate(ElementType.BFloat16, 2);
        Assert.Equal(2, brain.Values<ushort>().Length);
        Assert.Throws<ArgumentException>(() => brain.Values<Half>().Length);
    }

    [Fact]
    public void Copy_WrongCount_IsRefused() => Assert.Throws<ArgumentException>(() => TensorBuffer.Copy<float>([1, 2, 3], 2));

    [Fact]
    public void Dispose_Buffer_CannotBeReadAnyMore()
    {
        TensorBuffer buffer = TensorBuffer.Copy<float>([1, 2], 2);
        Memory<byte> view = buffer.Memory;
        Assert.Equal(8, view.Length);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.Bytes.Length);
        Assert.Throws<ObjectDisposedException>(() => view.Span.Length);
    }

    [Fact]
    public void Dispose_MemoryStillHeld_BytesAreRefusedAndStayWhereTheyAre()
    {
        TensorBuffer buffer = TensorBuffer.Copy<byte>([7], 1);
        using var held = buffer.Memory.Pin();
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.Bytes.Length);
        unsafe
        {
            Assert.Equal(7, *(byte*)held.Pointer);
        }
    }

    [Fact]
    public void Pin_CallersMemory_IsSharedAndLeftAsItIs()
    {
        byte[] bytes = MemoryMarshal.AsBytes<float>([1f, 2f]).ToArray();
        using (TensorBuffer buffer = TensorBuffer.Pin(ElementType.Float, bytes, 2))
        {
            buffer.Values<float>()[1] = 5;
        }

        Assert.Equal([1f, 5f], MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }

    [Fact]
    public void Pin_WrongLengthOrAlignment_IsRefused()
    {
        byte[] bytes = new byte[16];
        Assert.Throws<ArgumentException>(() => TensorBuffer.Pin(ElementType.Float, bytes, 3));
        Assert.Throws<ArgumentException>(() => TensorBuffer.Pin(ElementType.Float, bytes.AsMemory(1, 8), 2));
    }

    [Fact]
    public unsafe void Pool_ReturnedMemory_IsZeroedBeforeItIsKept()
    {
        using TensorPool pool = new();
        TensorBuffer first = pool.Rent(ElementType.Float, 100);
        first.Values<float>().Fill(7);
        nint address;
        using (var pin = first.Memory.Pin())
        {
            address = (nint)pin.Pointer;
        }

        first.Dispose();
        Assert.True(pool.IdleBytes >= 400);

        // The pool still owns this memory: what lies there now is what the next owner would see.
        Assert.Equal(-1, new Span<byte>((void*)address, 400).IndexOfAnyExcept((byte)0));
        using TensorBuffer second = pool.Rent(ElementType.Double, 50);
        using var again = second.Memory.Pin();
        Assert.Equal(address, (nint)again.Pointer);
        Assert.Equal(0, pool.IdleBytes);
    }

    [Fact]
    public void Pool_Ceiling_IsKept()
    {
        using TensorPool pool = new(maxIdleBytes: 1000);
        pool.Rent(ElementType.UInt8, 900).Dispose();
        long kept = pool.IdleBytes;
        pool.Rent(ElementType.UInt8, 5000).Dispose();
        Assert.Equal(kept, pool.IdleBytes);
        Assert.InRange(kept, 900, 1000);
    }

    [Fact]
    public void Trim_KeptAndInUse_FreesTheKeptAndGoesOn()
    {
        using TensorPool pool = new();
        TensorBuffer inUse = pool.Rent(ElementType.Float, 100);
        pool.Rent(ElementType.Float, 100).Dispose();
        pool.Trim();
        Assert.Equal(0, pool.IdleBytes);

        inUse.Values<float>().Fill(7);
        inUse.Dispose();
        Assert.True(pool.IdleBytes >= 400);
        using TensorBuffer next = pool.Rent(ElementType.Float, 100);
        Assert.Equal(-1, next.Values<float>().IndexOfAnyExcept(0f));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(602112)]
    [InlineData(1 << 20)]
    public void Pool_AnySize_WastesLittle(int bytes)
    {
        using TensorPool pool = new();
        pool.Rent(ElementType.UInt8, bytes).Dispose();
        Assert.InRange(pool.IdleBytes, bytes, Math.Max(256, bytes + (bytes / 8)));
    }

    [Fact]
    public void Pool_Disposed_BuffersInUseStayValid()
    {
        TensorPool pool = new();
        using TensorBuffer buffer = pool.Rent(ElementType.UInt8, 10);
        pool.Dispose();
        buffer.Bytes.Fill(1);
        Assert.Equal(1, buffer.Bytes[9]);
        Assert.Throws<ObjectDisposedException>(() => pool.Rent(ElementType.UInt8, 10));
    }
}
