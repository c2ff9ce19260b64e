using System.Formats.Tar;
using System.IO.Compression;
using Lamina.Data.Samples;
using Lamina.Images.Decoding;
using Lamina.Testing;

namespace Lamina.Data.Tests.Samples;

public sealed class SampleSetsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Folder(params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder["set", name])!);
            File.WriteAllText(_folder["set", name], name);
        }

        return _folder["set"];
    }

    [Theory]
    [InlineData("")]
    [InlineData(".zip")]
    [InlineData(".tar")]
    public void Open_ClassFolders_GiveLabelsInOrdinalOrder(string archive)
    {
        string path = Folder("dog/2.jpg", "cat/1.JPEG", "cat/notes.txt", "cat/.hidden.jpg");
        if (archive == ".zip")
        {
            ZipFile.CreateFromDirectory(path, path + archive);
        }
        else if (archive == ".tar")
        {
            TarFile.CreateFromDirectory(path, path + archive, includeBaseDirectory: false);
        }

        path += archive;

        using SampleSet set = SampleSets.Open(path, "train");
        Assert.Equal(["cat", "dog"], set.Classes);
        Assert.Equal([("cat/1.JPEG", 0), ("dog/2.jpg", 1)], set.Samples.Select(sample => (sample.Name, sample.Label)));
        Assert.Null(set.Split);
        Assert.Equal("dog/2.jpg"u8.ToArray(), set.Read(set.Samples[1]));
    }

    [Fact]
    public void Open_TopFoldersNamedAsSplits_AreSplits()
    {
        string path = Folder("train/a/1.png", "train/b/2.png", "test/b/3.png", "sheet.png");
        using SampleSet train = SampleSets.Open(path, "train");
        using SampleSet held = SampleSets.Open(path, "val", "test");
        Assert.Equal(2, train.Samples.Count);
        Assert.Equal(("test", 1), (held.Split, held.Samples.Single().Label));
        Assert.Throws<DataException>(() => SampleSets.Open(path, "val"));
    }

    [Fact]
    public void Open_TopFoldersOfOtherNamesToo_AreClasses()
    {
        using SampleSet set = SampleSets.Open(Folder("train/1.png", "plane/2.png"), "train");
        Assert.Equal(["plane", "train"], set.Classes);
    }

    [Fact]
    public void Open_PicturesInNoFolder_HaveNoLabel()
    {
        using SampleSet set = SampleSets.Open(Folder("1.png"));
        Assert.Empty(set.Classes);
        Assert.Equal(-1, set.Samples.Single().Label);
    }

    [Fact]
    public void Open_NothingUsable_IsRefused()
    {
        Assert.Throws<DataException>(() => SampleSets.Open(_folder["none"]));
        Assert.Throws<DataException>(() => SampleSets.Open(Folder("readme.txt")));
        File.WriteAllText(_folder["broken.zip"], "no zip");
        Assert.Throws<DataException>(() => SampleSets.Open(_folder["broken.zip"]));
        File.WriteAllText(_folder["broken.tar"], "no tar");
        Assert.Throws<DataException>(() => SampleSets.Open(_folder["broken.tar"]));
    }

    [Fact]
    public void Open_TarCutShort_IsRefusedOrNamed()
    {
        TarFile.CreateFromDirectory(Folder("cat/1.png"), _folder["set.tar"], includeBaseDirectory: false);
        byte[] bytes = File.ReadAllBytes(_folder["set.tar"]);
        for (int length = 1; length < bytes.Length; length += 100)
        {
            File.WriteAllBytes(_folder["cut.tar"], bytes[..length]);
            Exception? fault = Record.Exception(() =>
            {
                using SampleSet set = SampleSets.Open(_folder["cut.tar"]);
                set.Read(set.Samples[0]);
            });
            Assert.True(fault is null or DataException, $"{length} bytes: {fault}");
        }
    }

    [Fact]
    public void Open_CifarBinaryFiles_GivePicturesPlaneByPlane()
    {
        Directory.CreateDirectory(_folder["cifar"]);
        byte[] record = new byte[3073];
        record[0] = 1;
        record.AsSpan(1, 1024).Fill(10);
        record.AsSpan(1025, 1024).Fill(20);
        record.AsSpan(2049, 1024).Fill(30);
        File.WriteAllBytes(_folder["cifar", "data_batch_1.bin"], record);
        File.WriteAllBytes(_folder["cifar", "test_batch.bin"], [.. record, .. record]);
        File.WriteAllText(_folder["cifar", "batches.meta.txt"], "airplane\nautomobile\n\n");
        using SampleSet train = SampleSets.Open(_folder["cifar"], "train");
        using SampleSet test = SampleSets.Open(_folder["cifar"], "test");
        Assert.Equal(("train/automobile/1-00000.png", 2), (train.Samples.Single().Name, test.Samples.Count));
        Assert.Equal([10, 20, 30], PictureDecoder.Decode(train.Read(train.Samples[0])).Pixels[..3].ToArray());

        File.WriteAllBytes(_folder["cifar", "data_batch_1.bin"], record[..3000]);
        Assert.Throws<DataException>(() => SampleSets.Open(_folder["cifar"], "train"));
        record[0] = 7;
        File.WriteAllBytes(_folder["cifar", "data_batch_1.bin"], record);
        Assert.Throws<DataException>(() => SampleSets.Open(_folder["cifar"], "train"));
    }

    [Fact]
    public void Open_Cifar10Zip_HasItsFiftyThousandAndFiveThousand()
    {
        string path = Tier.Shared("data", "cifar10.zip");
        using SampleSet train = SampleSets.Open(path, "train");
        using SampleSet test = SampleSets.Open(path, "test");
        Assert.Equal((50_000, 5_000, 10), (train.Samples.Count, test.Samples.Count, train.Classes.Count));
        Assert.Equal("airplane", train.Classes[0]);
        Assert.Equal([0xFF, 0xD8], test.Read(test.Samples[^1])[..2]);
    }

    [Fact]
    public void Open_ImageNetLayout_NamesClassesByWnid()
    {
        using SampleSet set = SampleSets.Open(Tier.Shared("data", "imagenet-sample"));
        Assert.Equal((800, 800, "n01440764"), (set.Samples.Count, set.Classes.Count, set.Classes[0]));
    }
}
