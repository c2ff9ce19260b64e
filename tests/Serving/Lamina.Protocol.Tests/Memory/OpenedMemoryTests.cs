using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Lamina.Protocol.Gateway;
using Lamina.Protocol.Memory;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Protocol.Problems;
using Lamina.Protocol.Requests;
using Lamina.Protocol.Tests.Gateway;

namespace Lamina.Protocol.Tests.Memory;

/// <summary>What is open is wiped however opening ends, and what answering needs is there before.</summary>
public sealed class OpenedMemoryTests
{
    [Fact]
    public void Open_ChunkThatThrows_WipesWhatWasOpenedBefore()
    {
        const int Length = 100_019; // large enough to be kept for the next; a length that nothing else here has
        byte[] chunks = new byte[ChunkedMessage.SealedLength(Length)];
        ChunkedMessage.Seal(new byte[Length], (plaintext, _, destination) => plaintext.CopyTo(destination), chunks);
        using var probe = new SecretBytes(Length);
        ref byte there = ref MemoryMarshal.GetReference(probe.Span);
        probe.Dispose(); // the next of this length lies where this one lay

        int opened = 0;
        Assert.Throws<CryptographicException>(() => ChunkedMessage.Open(chunks, (_, _, destination) =>
        {
            destination.Fill(0x5A);
            return opened++ == 2 ? throw new CryptographicException("no memory") : true;
        }));

        using var next = new SecretBytes(Length);
        Assert.Equal(3, opened);
        Assert.True(Unsafe.AreSame(ref there, ref MemoryMarshal.GetReference(next.Span)), "its memory was not given back");
        Assert.False(next.Span.ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Dispose_PoolFullOfOtherLengths_MakesRoomAndIsKept()
    {
        const int Length = 100_021;
        SecretBytes[] others = [.. Enumerable.Range(0, 9).Select(_ => new SecretBytes((4 << 20) + 1))];
        foreach (SecretBytes other in others)
        {
            other.Dispose();
        }

        var mine = new SecretBytes(Length);
        ref byte there = ref MemoryMarshal.GetReference(mine.Span);
        mine.Dispose();
        using var next = new SecretBytes(Length);
        Assert.True(Unsafe.AreSame(ref there, ref MemoryMarshal.GetReference(next.Span)), "its memory was not kept");
    }

    [Fact]
    public void TryAdd_AfterRoomWasMade_NeedsNoMemory()
    {
        ReplaySet replays = new(10_000);
        Span<byte> encapsulation = stackalloc byte[32];
        List<string> needy = new(5000);
        for (int i = 0; i < 5000; i++)
        {
            BitConverter.TryWriteBytes(encapsulation, i);
            replays.MakeRoom();
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool added = replays.TryAdd(encapsulation);
            long needed = GC.GetAllocatedBytesForCurrentThread() - before;
            replays.GiveRoomBack();
            Assert.True(added);
            if (needed > 0)
            {
                needy.Add($"entry {i} needed {needed} bytes");
            }
        }

        // The first use of the digest may need some, and what the runtime does once; a set that grows by itself grows a dozen times.
        Assert.True(needy.Count <= 2, string.Join(", ", needy));
    }

    [Fact]
    public void Seal_AfterASealingThatFailed_SealsTheFailure()
    {
        using var exchange = new Exchange();
        using SealedRequest request = exchange.Seal();
        Assert.True(exchange.Keys.TryOpen(request.Encapsulated.Span, MessageForm.Whole, out OpenedRequest? opened, out _));
        using (opened)
        {
            // Longer than answers are.
            Assert.ThrowsAny<ArgumentException>(() => opened.Seal(new Lamina.Protocol.BinaryHttp.BinaryResponse { Status = 200, Content = new byte[Exchange.Sizes.Response] }));
            byte[] body = opened.SealProblem(new Problem("t", "none left", 503));
            Assert.Throws<InvalidOperationException>(() => opened.SealProblem(new Problem("t", "again", 503)));
            Assert.True(request.TryOpen(body, out OpenedAnswer? answer, out string? refusal), refusal);
            using (answer)
            {
                Assert.Equal("none left", answer.Problem?.Title);
            }
        }
    }

    [Fact]
    public void Seal_Problem_NeedsNoMemoryByTheSizeOfAnswers()
    {
        using var exchange = new Exchange();
        Problem problem = new("t", "none left", 503);
        long needed = 0;
        for (int i = 0; i < 3; i++)
        {
            using SealedRequest request = exchange.Seal();
            Assert.True(exchange.Keys.TryOpen(request.Encapsulated.Span, MessageForm.Whole, out OpenedRequest? opened, out _));
            using (opened)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                opened.SealProblem(problem);
                needed = GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }

        Assert.InRange(needed, 0, Exchange.Sizes.Response - 1);
    }
}
