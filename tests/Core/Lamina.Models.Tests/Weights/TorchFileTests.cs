using System.IO.Compression;
using System.Text;
using Lamina.Models.Weights;
using Lamina.Testing;

namespace Lamina.Models.Tests.Weights;

/// <summary>The files in data/ were written by PyTorch 1.13.</summary>
public sealed class TorchFileTests
{
    [Fact]
    public void Open_StateDict_GivesWhatPyTorchSaved()
    {
        using WeightFile file = WeightFile.Open(WeightReading.Data("tiny.pth"));
        Assert.Equal("PyTorch state_dict", file.Format);
        Assert.Equal(["plain", "transposed", "slice", "half", "brain", "double", "count", "scalar", "parameter", "empty"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], file.Values<float>("plain"));
        Assert.Equal([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11], file.Values<float>("transposed"));
        Assert.Equal([5, 6, 9, 10], file.Values<float>("slice"));
        Assert.Equal([(Half)0.5, (Half)(-2)], file.Values<Half>("half"));
        Assert.Equal([0x3F80, 0xC040], file.Values<ushort>("brain"));
        Assert.Equal([1e100], file.Values<double>("double"));
        Assert.Equal([42], file.Values<long>("count"));
        Assert.Equal([1.5f], file.Values<float>("scalar"));
        Assert.Equal([7f], file.Values<float>("parameter"));
        Assert.Empty(file.Values<float>("empty"));
        Assert.Equal("float[4,3]", file.Header("transposed"));
        Assert.Equal("int64[]", file.Header("count"));
    }

    [Fact]
    public void Open_Checkpoint_FindsTheStateDictInIt()
    {
        using WeightFile file = WeightFile.Open(WeightReading.Data("checkpoint.pth"));
        Assert.Equal([1f, 2f], file.Values<float>("w"));
    }

    [Fact]
    public void Open_RealFile_ReadsEveryTensor()
    {
        using WeightFile file = WeightFile.Open(Tier.Shared("models", "efficientnet_b0-photo_or_drawing.pth"));
        Assert.Equal(360, file.Tensors.Count);
        Assert.Equal("float[32,3,3,3]", file.Header("features.0.0.weight"));
        Assert.All(file.Tensors, tensor => Assert.Equal(tensor.ByteLength, file.Bytes(tensor.Name).Length));
    }

    [Theory]
    [InlineData("module.pth", "asks for 'torch.nn.modules.linear.Linear', which no state_dict needs; nothing was executed.")]
    [InlineData("script.pth", "is a TorchScript program, not weights: save its state_dict instead.")]
    [InlineData("legacy.pth", "as PyTorch wrote before 1.6: load it in PyTorch and save its state_dict again.")]
    [InlineData("numpy.pth", "asks for 'numpy.core.multiarray.scalar', which no state_dict needs; nothing was executed.")]
    public void Open_MoreThanWeights_IsRefusedByName(string name, string sentence) =>
        Assert.EndsWith(sentence, WeightReading.Refusal(WeightReading.Data(name)), StringComparison.Ordinal);

    // Each pickle is what an attacker would write; see Python's pickletools for the opcodes.
    [Theory]
    [InlineData("cos\nsystem\n(X\x05\0\0\0touchtR.", "The pickle asks for 'os.system', which no state_dict needs; nothing was executed.")]
    [InlineData("\x8c\u0008builtins\x8c\u0004exec\x93.", "The pickle asks for 'builtins.exec', which no state_dict needs; nothing was executed.")]
    [InlineData("ctorch\nload\n.", "The pickle asks for 'torch.load', which no state_dict needs; nothing was executed.")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n(tR.", "The pickle is no state_dict: it has a tensor with odd arguments.")]
    [InlineData("ccollections\nOrderedDict\n)\x81.", "The pickle uses the opcode NEWOBJ at byte 28, which no state_dict needs; nothing was executed.")]
    [InlineData("ccollections\nOrderedDict\n(K\x01tR.", "The pickle is no state_dict: it has a call of 'collections.OrderedDict' with 1 arguments.")]
    [InlineData("(ios\nsystem\n.", "The pickle uses the opcode INST at byte 3, which no state_dict needs; nothing was executed.")]
    [InlineData("(cos\nsystem\no.", "The pickle asks for 'os.system', which no state_dict needs; nothing was executed.")]
    [InlineData("X\xff\xff\xff\x7f.", "The pickle is damaged near byte 7 of 8.")]
    [InlineData("X\xff\xff\xff\xff.", "The pickle is damaged near byte 7 of 8.")]
    [InlineData("0.", "The pickle uses the opcode POP at byte 2, which no state_dict needs; nothing was executed.")]
    [InlineData("\xff.", "The pickle uses the unknown opcode 0xff at byte 2, which no state_dict needs; nothing was executed.")]
    [InlineData(".", "The pickle is damaged near byte 3 of 3.")]
    [InlineData("(.", "The pickle is damaged near byte 4 of 4.")]
    [InlineData("t.", "The pickle is damaged near byte 3 of 4.")]
    [InlineData("}", "The pickle is damaged near byte 3 of 3.")]
    [InlineData("h\x07.", "The pickle is damaged near byte 4 of 5.")]
    [InlineData("}(K\x01u.", "The pickle is no state_dict: it has a key without a value.")]
    [InlineData("]b.", "The pickle is damaged near byte 4 of 5.")]
    [InlineData("K\x01Q.", "The pickle is no state_dict: it has a persistent id that is no storage.")]
    [InlineData("\x8a\x09" + "123456789.", "The pickle is no state_dict: it has a number of 9 bytes.")]
    public void Open_HostilePickle_IsRefusedByName(string pickle, string sentence)
    {
        using TempFolder folder = new();
        string path = Zip(folder["x.pth"], "\x80\x02" + pickle);
        Assert.Equal(sentence, WeightReading.Refusal(path));
    }

    [Theory]
    [InlineData("4", 0, "2", "1", "Tensor 'w' reaches outside its storage of 2 elements.")]
    [InlineData("2", 1, "2", "1", "Tensor 'w' reaches outside its storage of 2 elements.")]
    [InlineData("2", 0, "2", "9", "Tensor 'w' reaches outside its storage of 2 elements.")]
    [InlineData("5", 0, "2", "0", "Tensor 'w' reaches outside its storage of 2 elements.")]
    [InlineData("-1", 0, "2", "1", "Tensor 'w' has an axis of length -1.")]
    [InlineData("2147483647", 0, "2", "1", "Tensor 'w' claims [2147483647] float, more than 4294967296 bytes.")]
    [InlineData("3", 0, "3", "1", "'w' claims a storage of 3 elements, but data/0 has 8 bytes.")]
    public void Open_TensorOutsideItsStorage_IsRefused(string length, int offset, string count, string stride, string sentence)
    {
        using TempFolder folder = new();
        string path = Zip(folder["x.pth"], OneTensor(int.Parse(length), offset, int.Parse(count), int.Parse(stride)), [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]);
        Assert.EndsWith(sentence, WeightReading.Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_HandWrittenPickle_IsRead()
    {
        using TempFolder folder = new();
        string path = Zip(folder["x.pth"], OneTensor(2, 0, 2, 1), [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]);
        using WeightFile file = WeightFile.Open(path);
        Assert.Equal([1f, 2f], file.Values<float>("w"));
    }

    [Fact]
    public void Open_TooManySteps_IsRefused()
    {
        using TempFolder folder = new();
        string path = Zip(folder["x.pth"], "\x80\x02" + new string('N', 1001));
        Assert.Equal("The pickle has more than 1000 steps.", WeightReading.Refusal(path, new WeightLimits { MaxPickleSteps = 1000 }));
    }

    [Fact]
    public void Open_HugePickle_IsRefused()
    {
        using TempFolder folder = new();
        string path = Zip(folder["x.pth"], "\x80\x02" + new string('N', 5000));
        Assert.EndsWith("has a pickle of 5002 bytes, more than 4096.", WeightReading.Refusal(path, new WeightLimits { MaxHeaderBytes = 4096 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TruncatedAnywhere_IsRefusedOrReadable()
    {
        using TempFolder folder = new();
        byte[] whole = File.ReadAllBytes(WeightReading.Data("tiny.pth"));
        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(folder["x.pth"], whole[..length]);
            Assert.NotEmpty(WeightReading.Refusal(folder["x.pth"]));
        }
    }

    [Fact]
    public void Open_AnyByteOfThePickleChanged_NeverCrashes()
    {
        using TempFolder folder = new();
        byte[] pickle = Encoding.Latin1.GetBytes(OneTensor(2, 0, 2, 1));
        Random random = new(7);
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] changed = [.. pickle];
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            string path = Zip(folder["x.pth"], Encoding.Latin1.GetString(changed), new byte[8]);
            try
            {
                using WeightFile file = WeightFile.Open(path);
                file.Tensors.ToList().ForEach(tensor => tensor.Open().Dispose());
            }
            catch (WeightException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1000, 3000);
    }

    /// <summary>{'w': _rebuild_tensor_v2(('storage', FloatStorage, '0', 'cpu', count), offset, (length,), (stride,), False, OrderedDict())}</summary>
    private static string OneTensor(int length, int offset, int count, int stride) =>
        "\x80\x02}X\x01\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0" + "0X\x03\0\0\0cpuJ" + Int(count) + "tQ"
        + "J" + Int(offset) + "J" + Int(length) + "\x85J" + Int(stride) + "\x85\x89" + "ccollections\nOrderedDict\n)RtRs.";

    private static string Int(int value) => Encoding.Latin1.GetString(BitConverter.GetBytes(value));

    private static string Zip(string path, string pickle, byte[]? elements = null)
    {
        File.Delete(path);
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Write(zip, "a/data.pkl", Encoding.Latin1.GetBytes(pickle));
        if (elements is not null)
        {
            Write(zip, "a/data/0", elements);
        }

        return path;
    }

    private static void Write(ZipArchive zip, string name, byte[] content)
    {
        using Stream stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(content);
    }
}
