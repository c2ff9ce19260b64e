using Lamina.Data.Loading;
using Lamina.Data.Samples;
using Lamina.Images;
using Lamina.Images.Encoding;
using Lamina.Plans.Preprocess;
using Lamina.Testing;
using Parquet;
using Parquet.Schema;

namespace Lamina.Data.Tests.Samples;

/// <summary>Parquet files as Hugging Face publishes picture data sets, written here with the library that reads them.</summary>
public sealed class ParquetSourceTests : IDisposable
{
    private const string CatsAndDogs = """{"info": {"features": {"image": {"_type": "Image"}, "label": {"names": ["cat", "dog/wolf"], "_type": "ClassLabel"}}}}""";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static byte[] Png(byte level)
    {
        var picture = new Picture(2, 2);
        picture.Pixels.Fill(level);
        return PngWriter.Encode(picture);
    }

    /// <summary>Writes one row group a list of rows.</summary>
    private string Write(string name, string? metadata, params (byte[]? Bytes, long? Label)[][] groups)
    {
        var bytes = new DataField<byte[]>("bytes");
        var path = new DataField<string>("path");
        var label = new DataField<long?>("label");
        var schema = new ParquetSchema(new StructField("image", bytes, path), label);
        string file = _folder[name];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using (FileStream stream = File.Create(file))
        {
            WriteAsync(stream).GetAwaiter().GetResult();
        }

        return file;

        async Task WriteAsync(Stream stream)
        {
            await using ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream);
            if (metadata is not null)
            {
                writer.CustomMetadata = new Dictionary<string, string> { ["huggingface"] = metadata };
            }

            foreach ((byte[]? Bytes, long? Label)[] rows in groups)
            {
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                await group.WriteAsync(bytes, rows.Select(row => row.Bytes!).ToArray());
                await group.WriteAsync(path, rows.Select((_, i) => $"{i}.png").ToArray());
                await group.WriteAsync<long>(label, new ReadOnlyMemory<long?>([.. rows.Select(row => row.Label)]));
            }
        }
    }

    [Fact]
    public void Open_FilesOfSplits_GivePicturesUnderTheirClassNames()
    {
        Write("set/data/train-00000-of-00002.parquet", CatsAndDogs, [(Png(1), 1), (Png(2), 0)], [(Png(3), 1)]);
        Write("set/data/train-00001-of-00002.parquet", CatsAndDogs, [(Png(4), 0)]);
        Write("set/data/validation-00000-of-00001.parquet", CatsAndDogs, [(Png(5), 0)]);
        using SampleSet train = SampleSets.Open(_folder["set"], "train");
        using SampleSet held = SampleSets.Open(_folder["set"], "val");

        Assert.Equal(["cat", "dog_wolf"], train.Classes);
        Assert.Equal(
            ["train/cat/train-00000-of-00002-00000001.png", "train/cat/train-00001-of-00002-00000000.png", "train/dog_wolf/train-00000-of-00002-00000000.png", "train/dog_wolf/train-00000-of-00002-00000002.png"],
            train.Samples.Select(sample => sample.Name));
        Assert.Equal(Png(3), train.Read(train.Samples[3]));
        Assert.Equal((1, 0), (held.Samples.Count, held.Samples[0].Label));
    }

    [Fact]
    public void Open_OneFileWithoutNamesOrSplit_TakesNumbersAsClasses()
    {
        using SampleSet set = SampleSets.Open(Write("some.parquet", null, [(Png(1), 7), (Png(2), 3), (Png(2), null), (Png(2), -1)]));
        Assert.Equal(["3", "7"], set.Classes);
        Assert.Equal(2, set.Samples.Count(sample => sample.Label < 0));
    }

    [Fact]
    public async Task Open_LabelsThatAreTexts_AreTheClasses()
    {
        var bytes = new DataField<byte[]>("bytes");
        var label = new DataField<string>("label");
        using (FileStream stream = File.Create(_folder["texts.parquet"]))
        {
            await WriteAsync(stream);
        }

        using SampleSet set = SampleSets.Open(_folder["texts.parquet"]);
        Assert.Equal(["_.hidden", "cat"], set.Classes);

        async Task WriteAsync(Stream stream)
        {
            await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(new StructField("img", bytes), label), stream);
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync(bytes, new[] { Png(1), Png(2) });
            await group.WriteAsync(label, new[] { "cat", ".hidden" });
        }
    }

    [Fact]
    public void Open_RowsWithoutAPicture_LeaveTheOthersWithTheirClasses()
    {
        Write("set/train-0.parquet", CatsAndDogs, [(null, 1), (Png(1), 0), (null, 0), (Png(2), 1), (Png(3), 0)]);
        using SampleSet set = SampleSets.Open(_folder["set"], "train");
        Assert.Equal([[], Png(1), [], Png(2), Png(3)], set.Samples.OrderBy(sample => sample.Name[^12..]).Select(set.Read));
        Assert.Equal([1, 0, 0, 1, 0], set.Samples.OrderBy(sample => sample.Name[^12..]).Select(sample => sample.Label));
    }

    [Fact]
    public void Open_OneDamagedFileAmongSeveral_IsNamedAndCounted()
    {
        Write("set/train-0.parquet", CatsAndDogs, [(Png(1), 1), (null, 0), ("no picture"u8.ToArray(), 1)]);
        File.WriteAllBytes(_folder["set", "train-1.parquet"], File.ReadAllBytes(_folder["set", "train-0.parquet"])[..^20]);
        using SampleSet set = SampleSets.Open(_folder["set"], "train");
        Assert.Contains("cut short", set.Faults["train-1.parquet"], StringComparison.Ordinal);

        var pictures = PictureCache.Load(set, set.Samples, new Preprocessing
        {
            Geometry = [new GeometryStep { Resize = new Resize { Width = 2, Height = 2, Filter = ResizeFilter.Nearest } }],
            Tensor = new TensorForm { Layout = TensorLayout.Nchw, Channels = ChannelOrder.Rgb, Mean = [0, 0, 0], Std = [1, 1, 1] },
            Output = OutputKind.Logits,
        });
        Assert.Single(pictures.Samples);
        Assert.Equal(3, pictures.Unreadable.Count);
    }

    [Fact]
    public void Open_AnyByteDamaged_ReadsOrRefusesByName()
    {
        byte[] whole = File.ReadAllBytes(Write("whole.parquet", CatsAndDogs, [(Png(1), 1), (Png(2), 0)]));
        var random = new Random(1);
        for (int trial = 0; trial < 200; trial++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(whole.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(_folder["damaged.parquet"], trial % 4 == 0 ? damaged[..random.Next(whole.Length)] : damaged);
            Exception? fault = Record.Exception(() =>
            {
                using SampleSet set = SampleSets.Open(_folder["damaged.parquet"]);
                foreach (Sample sample in set.Samples)
                {
                    set.Read(sample);
                }
            });
            Assert.True(fault is null or DataException, $"trial {trial}: {fault}");
        }
    }

    [Fact]
    public void Open_ClassBeyondItsNames_IsNamed()
    {
        Write("set/train-0.parquet", CatsAndDogs, [(Png(1), 2)], [(Png(1), 1)]);
        using SampleSet set = SampleSets.Open(_folder["set"], "train");
        Assert.Single(set.Samples);
        Assert.Contains("class 2, there are 2", set.Faults["train-0.parquet, row group 0"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_TableWithoutPicturesOrSplitsOfSomeFiles_IsRefused()
    {
        var numbers = new DataField<long>("n");
        using (FileStream stream = File.Create(_folder["numbers.parquet"]))
        {
            await WriteAsync(stream);
        }

        DataException refusal = Assert.Throws<DataException>(() => SampleSets.Open(_folder["numbers.parquet"]));
        Assert.Contains("has no column of pictures", refusal.Message, StringComparison.Ordinal);

        Write("set/train-0.parquet", CatsAndDogs, [(Png(1), 1)]);
        Write("set/extra-0.parquet", CatsAndDogs, [(Png(1), 1)]);
        Assert.Contains("extra-0.parquet names no split", Assert.Throws<DataException>(() => SampleSets.Open(_folder["set"], "train")).Message, StringComparison.Ordinal);

        async Task WriteAsync(Stream stream)
        {
            await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(numbers), stream);
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync<long>(numbers, new ReadOnlyMemory<long>([1, 2]));
        }
    }
}
