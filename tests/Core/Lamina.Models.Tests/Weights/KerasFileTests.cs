using System.IO.Compression;
using Lamina.Models.Weights;
using Lamina.Testing;
using PureHDF;

namespace Lamina.Models.Tests.Weights;

public sealed class KerasFileTests
{
    [Fact]
    public void Open_RealFileInAZip_ReadsEveryTensor()
    {
        using WeightFile file = WeightFile.Open(Tier.Shared("models", "keras_resnet50-random.h5.zip"));
        Assert.Equal("Keras HDF5", file.Format);
        Assert.Equal(320, file.Tensors.Count);
        Assert.Equal("float[7,7,3,64]", file.Header("conv1_conv/kernel"));
        Assert.Equal(25_636_712, file.Tensors.Sum(tensor => file.Bytes(tensor.Name).Length) / 4);
    }

    [Fact]
    public void Open_ZippedFile_LeavesNothingBehind()
    {
        string[] before = Directory.GetFiles(Path.GetTempPath(), "lamina-*.h5");
        using (TempFolder folder = new())
        {
            Write(folder["w.h5"]);
            Compress(folder["w.h5.zip"], folder["w.h5"]);
            using WeightFile file = WeightFile.Open(folder["w.h5.zip"]);
            Assert.Equal([1f, 2f], file.Values<float>("dense/kernel"));
        }

        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "lamina-*.h5").Except(before));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_WeightsOrWholeModel_GivesTheSame(bool wholeModel)
    {
        using TempFolder folder = new();
        Write(folder["w.h5"], wholeModel);
        using WeightFile file = WeightFile.Open(folder["w.h5"]);
        Assert.Equal(["dense/kernel", "dense/bias"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([1f, 2f], file.Values<float>("dense/kernel"));
        Assert.Equal("float[2,1]", file.Header("dense/kernel"));
        Assert.Equal([3f], file.Values<float>("dense/bias"));
    }

    [Fact]
    public void Open_Hdf5WithoutLayers_IsRefused()
    {
        using TempFolder folder = new();
        new H5File { ["x"] = new[] { 1f } }.Write(folder["w.h5"]);
        Assert.Contains("is no HDF5 file of Keras weights", WeightReading.Refusal(folder["w.h5"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MissingDataSet_IsRefused()
    {
        using TempFolder folder = new();
        Write(folder["w.h5"], weightNames: ["dense/kernel:0", "dense/ghost:0"]);
        Assert.Contains("is no HDF5 file of Keras weights", WeightReading.Refusal(folder["w.h5"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WeightListedTwice_IsRefused()
    {
        using TempFolder folder = new();
        Write(folder["w.h5"], weightNames: ["dense/kernel:0", "dense/kernel:0"]);
        Assert.EndsWith("holds the weight 'dense/kernel' twice.", WeightReading.Refusal(folder["w.h5"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TruncatedAnywhere_IsRefusedOrComplete()
    {
        using TempFolder folder = new();
        Write(folder["whole.h5"]);
        byte[] whole = File.ReadAllBytes(folder["whole.h5"]);
        int refused = 0;
        for (int length = 0; length < whole.Length; length += 11)
        {
            File.WriteAllBytes(folder["w.h5"], whole[..length]);
            try
            {
                using WeightFile file = WeightFile.Open(folder["w.h5"]);
                Assert.Equal([1f, 2f], file.Values<float>("dense/kernel"));
                Assert.Equal([3f], file.Values<float>("dense/bias"));
            }
            catch (WeightException)
            {
                refused++;
            }
        }

        Assert.True(refused > whole.Length / 11 / 2);
    }

    [Fact]
    public void Open_ZipBombOrForeignZip_IsRefused()
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder["zeros.h5"], new byte[1 << 20]);
        Compress(folder["bomb.zip"], folder["zeros.h5"]);
        Assert.EndsWith("unpacks to more than 1000 bytes.", WeightReading.Refusal(folder["bomb.zip"], new WeightLimits { MaxUnpackedBytes = 1000 }), StringComparison.Ordinal);

        File.WriteAllText(folder["readme.txt"], "nothing");
        Compress(folder["foreign.zip"], folder["readme.txt"]);
        Assert.EndsWith("neither PyTorch weights nor one Keras file.", WeightReading.Refusal(folder["foreign.zip"]), StringComparison.Ordinal);

        File.WriteAllText(folder["other"], "no weights at all");
        Assert.EndsWith("is no PyTorch .pth, no .safetensors and no Keras .h5.", WeightReading.Refusal(folder["other"]), StringComparison.Ordinal);
    }

    private static void Compress(string zip, string file)
    {
        using ZipArchive archive = ZipFile.Open(zip, ZipArchiveMode.Create);
        archive.CreateEntryFromFile(file, Path.GetFileName(file));
    }

    /// <summary>The layout of Keras' save_weights, or of its save.</summary>
    private static void Write(string path, bool wholeModel = false, string[]? weightNames = null)
    {
        H5Group dense = new()
        {
            Attributes = new() { ["weight_names"] = weightNames ?? ["dense/kernel:0", "dense/bias:0"] },
            ["dense"] = new H5Group { ["kernel:0"] = new H5Dataset(new[] { 1f, 2f }, fileDims: [2, 1]), ["bias:0"] = new[] { 3f } },
        };
        string[] layers = ["dense"];
        H5File file = wholeModel
            ? new H5File { ["model_weights"] = new H5Group { Attributes = new() { ["layer_names"] = layers }, ["dense"] = dense } }
            : new H5File { Attributes = new() { ["layer_names"] = layers }, ["dense"] = dense };
        file.Write(path);
    }
}
