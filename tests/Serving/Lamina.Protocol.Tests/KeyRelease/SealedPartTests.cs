using Lamina.Protocol.KeyRelease;

namespace Lamina.Protocol.Tests.KeyRelease;

/// <summary>Sealed files: every size around a chunk, and every way to take one apart and put it together wrongly.</summary>
public sealed class SealedPartTests : IDisposable
{
    private const string Name = "head.onnx";

    private static readonly byte[] Plan = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private readonly ModelKey _key = ModelKey.Generate();

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(SealedPart.ChunkLength - 1)]
    [InlineData(SealedPart.ChunkLength)]
    [InlineData(SealedPart.ChunkLength + 1)]
    [InlineData(3 * SealedPart.ChunkLength)]
    [InlineData(200_000)]
    public void Open_WhatWasSealed_IsTheFile(int length)
    {
        byte[] content = Content(length);
        byte[] file = Sealed(content);
        Assert.Equal(SealedPart.SealedLength(length), file.Length);
        Assert.True(SealedPart.TryOpen(_key, Plan, Name, file, out byte[]? opened, out string? refusal), refusal);
        Assert.Equal(content, opened);
        Assert.NotEqual(file, Sealed(content)); // a salt of its own
    }

    [Fact]
    public void Open_AnyByteFlipped_IsRefused()
    {
        byte[] file = Sealed(Content(40));
        for (int index = 0; index < file.Length; index++)
        {
            byte[] flipped = [.. file];
            flipped[index] ^= 1;
            Assert.False(SealedPart.TryOpen(_key, Plan, Name, flipped, out _, out _), $"byte {index}");
        }
    }

    [Fact]
    public void Open_CutShortAtAnyChunkOrPaddedOrReordered_IsRefused()
    {
        const int chunk = SealedPart.ChunkLength + 16;
        byte[] file = Sealed(Content(3 * SealedPart.ChunkLength));
        byte[] header = file[..SealedPart.HeaderLength];
        byte[] first = file[SealedPart.HeaderLength..(SealedPart.HeaderLength + chunk)];
        byte[] second = file[(SealedPart.HeaderLength + chunk)..(SealedPart.HeaderLength + (2 * chunk))];
        byte[] third = file[(SealedPart.HeaderLength + (2 * chunk))..];
        byte[][] wrong = [header, [.. header, .. first], [.. header, .. first, .. second], file[..^1], [.. file, 0], [.. file, .. third], [.. header, .. second, .. first, .. third], [.. header, .. first, .. third], []];
        Assert.All(wrong, bytes => Assert.False(SealedPart.TryOpen(_key, Plan, Name, bytes, out _, out _)));
        Assert.True(SealedPart.TryOpen(_key, Plan, Name, [.. header, .. first, .. second, .. third], out _, out _));
    }

    [Fact]
    public void Open_ForAnotherPlanNameOrKey_IsRefusedAndNamesTheKeys()
    {
        byte[] file = Sealed(Content(40));
        using ModelKey other = ModelKey.Generate();
        Assert.False(SealedPart.TryOpen(_key, new byte[32], Name, file, out _, out _));
        Assert.False(SealedPart.TryOpen(_key, Plan, "tail.onnx", file, out _, out _));
        Assert.False(SealedPart.TryOpen(other, Plan, Name, file, out _, out string? refusal));
        Assert.Contains(Convert.ToHexStringLower(_key.Id.Span), refusal, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(other.Id.Span), refusal, StringComparison.Ordinal);
    }

    private static byte[] Content(int length)
    {
        byte[] content = new byte[length];
        new Random(7).NextBytes(content);
        return content;
    }

    private byte[] Sealed(byte[] content)
    {
        using MemoryStream source = new(content);
        using MemoryStream file = new();
        SealedPart.Seal(_key, Plan, Name, source, file);
        return file.ToArray();
    }
}
