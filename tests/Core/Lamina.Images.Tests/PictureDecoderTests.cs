using System.Buffers.Binary;
using Lamina.Images.Decoding;
using Lamina.Testing;

namespace Lamina.Images.Tests;

/// <summary>Against what Pillow makes of the same files (Vectors/README.md).</summary>
public sealed class PictureDecoderTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Vector.PathOf("decode"))
        .Select(path => Path.GetFileName(path))
        .Where(name => !name.EndsWith(".rgb.png", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    [Fact]
    public void Vectors_Number_IsTheWholeSet() => Assert.Equal(26, Files.Count);

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_Vector_IsPillowsPicture(string name)
    {
        // Same decoder libraries at their slow, exact settings: nothing differs. Other versions of them may, by a level or two.
        Assert.Equal((0, 0), Vector.Difference(Vector.Load("decode", $"{name}.rgb.png"), Vector.Load("decode", name)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_TruncatedAnywhere_IsRefusedOrWhole(string name)
    {
        byte[] file = File.ReadAllBytes(Vector.PathOf("decode", name));
        byte[] whole = PictureDecoder.Decode(file).Pixels.ToArray();
        int refused = 0;
        for (int length = 0; length < file.Length; length++)
        {
            try
            {
                // A missing trailer (or a second frame) takes no pixel away.
                Assert.Equal(whole, PictureDecoder.Decode(file.AsSpan(0, length)).Pixels.ToArray());
            }
            catch (PictureException refusal)
            {
                Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(refused >= file.Length / 3, $"{refused} of {file.Length}");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_DamagedFile_IsRefusedOrAPicture(string name)
    {
        byte[] file = File.ReadAllBytes(Vector.PathOf("decode", name));
        var random = new Random(name.Length);
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = [.. file];
            for (int hit = 0; hit <= i % 4; hit++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                Picture picture = PictureDecoder.Decode(damaged, new DecodeLimits { MaxPixels = 100_000, MaxSide = 2000 });
                Assert.InRange(picture.Pixels.Length, 3, 300_000);
            }
            catch (PictureException refusal)
            {
                Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("GIF89a......")]
    [InlineData("BM..........")]
    [InlineData("<svg></svg>")]
    [InlineData("RIFF....WAVE")]
    public void Decode_OtherFormat_IsRefused(string text)
    {
        byte[] file = [.. text.Select(c => (byte)c)];
        Assert.Contains("no JPEG, PNG or WebP", Assert.Throws<PictureException>(() => PictureDecoder.Decode(file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("420.jpg", 1000, "a JPEG file that is cut short.")]
    [InlineData("progressive.jpg", 900, "a progressive JPEG file that is cut short.")]
    [InlineData("rgb.png", 1000, "a PNG file that is cut short.")]
    [InlineData("lossy.webp", 20, "a damaged or incomplete WebP file: its header cannot be read.")]
    public void Decode_CutShort_SaysSo(string name, int length, string sentence)
    {
        byte[] file = File.ReadAllBytes(Vector.PathOf("decode", name));
        Assert.EndsWith(sentence, Assert.Throws<PictureException>(() => PictureDecoder.Decode(file.AsSpan(0, length))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_ClaimOfGigapixels_IsRefusedUnread()
    {
        byte[] file = File.ReadAllBytes(Vector.PathOf("decode", "rgb.png"));
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), 60_000);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), 60_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<PictureException>(() => PictureDecoder.Decode(WithHeaderChecksum(file)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Theory]
    [InlineData(39, 10_000, 100_000)]
    [InlineData(100, 1199, 100_000)]
    [InlineData(100, 10_000, 2998)]
    public void Decode_AboveACeiling_IsRefused(int side, int pixels, int bytes)
    {
        byte[] file = File.ReadAllBytes(Vector.PathOf("decode", "rgb.png"));
        Assert.Throws<PictureException>(() => PictureDecoder.Decode(file, new DecodeLimits { MaxSide = side, MaxPixels = pixels, MaxFileBytes = bytes }));
        Assert.Equal(40, PictureDecoder.Decode(file, new DecodeLimits { MaxSide = 40, MaxPixels = 1200, MaxFileBytes = file.Length }).Width);
    }

    [Fact]
    public void Load_File_NamesItWhenRefused()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["a.jpg"], "hello");
        Assert.Contains("a.jpg' was refused: The picture is no JPEG", Assert.Throws<PictureException>(() => PictureDecoder.Load(folder["a.jpg"])).Message, StringComparison.Ordinal);
        Assert.Contains("There is no picture at", Assert.Throws<PictureException>(() => PictureDecoder.Load(folder["b.jpg"])).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<PictureException>(() => PictureDecoder.Load(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("at most 4", Assert.Throws<PictureException>(() => PictureDecoder.Load(folder["a.jpg"], new DecodeLimits { MaxFileBytes = 4 })).Message, StringComparison.Ordinal);
    }

    /// <summary>The same file with the right CRC-32 of its IHDR chunk, so that the size itself must be refused.</summary>
    private static byte[] WithHeaderChecksum(byte[] png)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in png.AsSpan(12, 17))
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), ~crc);
        return png;
    }
}
