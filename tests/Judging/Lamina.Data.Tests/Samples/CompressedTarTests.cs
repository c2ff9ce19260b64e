using System.Formats.Tar;
using System.IO.Compression;
using Lamina.Data.Samples;
using Lamina.Testing;
using ZstdSharp;

namespace Lamina.Data.Tests.Samples;

public sealed class CompressedTarTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private byte[] Tar()
    {
        foreach ((string name, string text) in new[] { ("cat/1.png", "one"), ("dog/2.JPG", "two"), ("dog/notes.txt", "none") })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder["set", name])!);
            File.WriteAllText(_folder["set", name], text);
        }

        using var stream = new MemoryStream();
        TarFile.CreateFromDirectory(_folder["set"], stream, includeBaseDirectory: false);
        return stream.ToArray();
    }

    private string Compress(byte[] plain, string name)
    {
        using FileStream file = File.Create(_folder[name]);
        using Stream packed = name.EndsWith("zst", StringComparison.Ordinal) ? new CompressionStream(file) : new GZipStream(file, CompressionLevel.Fastest);
        packed.Write(plain);
        return _folder[name];
    }

    [Theory]
    [InlineData("set.tar.gz")]
    [InlineData("set.tgz")]
    [InlineData("set.tar.zst")]
    public void Open_CompressedTar_GivesWhatThePlainOneDoes(string name)
    {
        using SampleSet set = SampleSets.Open(Compress(Tar(), name));
        Assert.Equal(["cat", "dog"], set.Classes);
        Assert.Equal(["cat/1.png", "dog/2.JPG"], set.Samples.Select(sample => sample.Name));
        Assert.Equal("two"u8.ToArray(), set.Read(set.Samples[1]));
        Assert.Equal("one"u8.ToArray(), set.Read(set.Samples[0]));
    }

    [Theory]
    [InlineData("set.tar.gz")]
    [InlineData("set.tar.zst")]
    public void Open_DamagedOrCutShort_ReadsOrRefuses(string name)
    {
        byte[] whole = File.ReadAllBytes(Compress(Tar(), name));
        for (int at = 0; at < whole.Length; at += 5)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x40;
            foreach (byte[] bytes in new[] { damaged, whole[..at] })
            {
                File.WriteAllBytes(_folder["x-" + name], bytes);
                Exception? fault = Record.Exception(() => SampleSets.Open(_folder["x-" + name]).Dispose());
                Assert.True(fault is null or DataException, $"byte {at}: {fault}");
            }
        }
    }

    [Fact]
    public void Open_PictureBeyondTheCeiling_IsRefused()
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "cat/big.png") { DataStream = new MemoryStream(new byte[SampleSet.MaxFileBytes + 1]) });
        }

        string path = Compress(tar.ToArray(), "set.tar.gz");
        Assert.Contains($"{SampleSet.MaxFileBytes + 1} bytes", Assert.Throws<DataException>(() => SampleSets.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MoreThanTheCeiling_IsRefused()
    {
        using var stream = new CeilingStream(new MemoryStream(new byte[11]), 10, "some.tar.gz");
        Assert.Contains("some.tar.gz: holds more than 10 bytes", Assert.Throws<DataException>(() => stream.CopyTo(Stream.Null)).Message, StringComparison.Ordinal);
        using var enough = new CeilingStream(new MemoryStream(new byte[10]), 10, "some.tar.gz");
        enough.CopyTo(Stream.Null);
    }
}
