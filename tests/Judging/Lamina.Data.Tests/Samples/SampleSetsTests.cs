using System.IO.Compression;
using Lamina.Data.Samples;
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
    [InlineData(false)]
    [InlineData(true)]
    public void Open_ClassFolders_GiveLabelsInOrdinalOrder(bool zip)
    {
        string path = Folder("dog/2.jpg", "cat/1.JPEG", "cat/notes.txt", "cat/.hidden.jpg");
        if (zip)
        {
            ZipFile.CreateFromDirectory(path, _folder["set.zip"]);
            path = _folder["set.zip"];
        }

        using SampleSet set = SampleSets.Open(path, "train");
        Assert.Equal(["cat", "dog"], set.Classes);
        Assert.Equal([("cat/1.JPEG", 0), ("dog/2.jpg", 1)], set.Samples.Select(sample => (sample.Name, sample.Label)));
        Assert.Null(set.Split);
        Assert.Equal("dog/2.jpg"u8.ToArray(), set.Read(set.Samples[1]));
    }

    [Fact]
    public void Open_TopFoldersNamedAsSplits_AreSplits()
    {
        string path = Folder("train/a/1.png", "train/b/2.png", "test/b/3.png");
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
