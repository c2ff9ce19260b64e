using System.Collections.Immutable;
using Lamina.Data;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Tests.Scores;
using Lamina.Testing;

namespace Lamina.Privacy.Tests.Runs;

public sealed class PieceStoreTests : IDisposable
{
    private static readonly PieceKey Key = new() { Role = PieceRole.Attack, Name = "ridge", Tensors = ["a", "b"], Seed = 1, Images = 10, Victims = 1 };
    private readonly TempFolder _folder = new();

    private static Piece Sample => new()
    {
        Subject = "one",
        Key = Key,
        Scores = ImmutableSortedDictionary<string, ImmutableArray<double>>.Empty.Add("ssim", [0.25, double.NaN]),
        Finished = true,
        TrainingFit = [0.5],
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Save_ThenOpen_GivesTheSamePiece()
    {
        PieceStore.Open(_folder["s"], "one").Save(Sample);
        Piece? found = PieceStore.Open(_folder["s"], "one").Find(Key with { Tensors = ["a", "b"] });
        Assert.NotNull(found);
        Assert.Equal(Sample.Scores["ssim"], found.Scores["ssim"]);
        Assert.Equal(Sample.TrainingFit, found.TrainingFit);
    }

    [Fact]
    public void Open_PiecesOfAnotherSubject_AreLeftAside()
    {
        PieceStore.Open(_folder["s"], "one").Save(Sample);
        PieceStore other = PieceStore.Open(_folder["s"], "two");
        Assert.Null(other.Find(Key));
        Assert.Equal(1, other.Strangers);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("seed")]
    [InlineData("images")]
    [InlineData("victims")]
    [InlineData("tensors")]
    [InlineData("settings")]
    [InlineData("role")]
    public void Id_EverythingInTheKey_ChangesIt(string part)
    {
        PieceKey other = part switch
        {
            "name" => Key with { Name = "rmle" },
            "seed" => Key with { Seed = 2 },
            "images" => Key with { Images = 11 },
            "victims" => Key with { Victims = 2 },
            "tensors" => Key with { Tensors = ["a"] },
            "settings" => Key with { Settings = "x" },
            _ => Key with { Role = PieceRole.Shuffled },
        };
        Assert.NotEqual(Key.Id("one"), other.Id("one"));
        Assert.NotEqual(Key, other);
        Assert.NotEqual(Key.Id("one"), Key.Id("two"));
        Assert.Equal(Key.Id("one"), (Key with { Tensors = ["a", "b"] }).Id("one"));
    }

    [Fact]
    public void Open_DamagedPiece_IsNamed()
    {
        PieceStore.Open(_folder["s"], "one").Save(Sample);
        string file = Directory.GetFiles(_folder["s", "pieces"]).Single();
        File.WriteAllText(file, File.ReadAllText(file)[..40]);
        DataException refusal = Assert.Throws<DataException>(() => PieceStore.Open(_folder["s"], "one"));
        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_SavedAndLoaded_AreTheSameLevels()
    {
        PieceStore store = PieceStore.Open(_folder["s"], "one");
        UnitImage picture = UnitPictures.Of(UnitPictures.ToPicture(ReferencePictures.Noise(12, 13, 1)));
        Assert.Null(store.LoadPictures(Key));
        store.SavePictures(Key, [picture]);
        Assert.Equal(picture.Values.ToArray(), store.LoadPictures(Key)![0].Values.ToArray());
    }
}
