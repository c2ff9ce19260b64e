using System.Buffers.Binary;
using System.Text;
using Lamina.Models.Weights;
using Lamina.Testing;

namespace Lamina.Models.Tests.Weights;

public sealed class SafetensorsFileTests
{
    private const string Two = """
        {"__metadata__":{"format":"pt"},"b":{"dtype":"I64","shape":[],"data_offsets":[8,16]},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}
        """;

    [Fact]
    public void Open_File_GivesItsTensors()
    {
        using TempFolder folder = new();
        using WeightFile file = WeightFile.Open(Write(folder, Two, [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40, 5, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Equal("safetensors", file.Format);
        Assert.Equal([1f, 2f], file.Values<float>("a"));
        Assert.Equal([5L], file.Values<long>("b"));
        Assert.Equal("float[2,1]", file.Header("a"));
        Assert.Null(file.Find("c"));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "has 16 bytes of data, but its tensors cover 8.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", "tensor 'b' begins at byte 8, but the one before it ends at 16.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", "tensor 'a' begins at byte 8, but the one before it ends at 0.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[5],"data_offsets":[0,20]}}""", "tensor 'a' of 20 bytes lies at [0,20] of 16 bytes of data.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,16]}}""", "tensor 'a' of 12 bytes lies at [0,16] of 16 bytes of data.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[16,0]}}""", "tensor 'a' of 16 bytes lies at [16,0] of 16 bytes of data.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[-16,0]}}""", "tensor 'a' of 16 bytes lies at [-16,0] of 16 bytes of data.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[16]}}""", "tensor 'a' of 16 bytes lies at [16] of 16 bytes of data.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-4],"data_offsets":[0,16]}}""", "Tensor 'a' has an axis of length -4.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,16]}}""", "Tensor 'a' claims [4294967296,4294967296] float, more than 4294967296 bytes.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,4],"data_offsets":[0,16]}}""", "Tensor 'a' has 17 axes, more than 16.")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[16],"data_offsets":[0,16]}}""", "Tensor 'a' has the type 'F8_E4M3', which is not supported.")]
    public void Open_TensorsThatDoNotFitTheData_AreRefused(string header, string sentence)
    {
        using TempFolder folder = new();
        Assert.EndsWith(sentence, WeightReading.Refusal(Write(folder, header, new byte[16])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"shape":[4],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,16]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":"4","data_offsets":[0,16]}}""")]
    [InlineData("""{"a":7}""")]
    [InlineData("""{"a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":{"i":1}}}}}}}}}""")]
    [InlineData("""{"a":""")]
    public void Open_HeaderThatIsNotSafetensors_IsRefused(string header)
    {
        using TempFolder folder = new();
        Assert.Contains("has a header that is not the JSON of safetensors", WeightReading.Refusal(Write(folder, header, new byte[16])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 40)]
    [InlineData(1000UL)]
    public void Open_HeaderLongerThanTheFile_IsRefused(ulong claimed)
    {
        using TempFolder folder = new();
        string path = Write(folder, Two, new byte[16]);
        byte[] bytes = File.ReadAllBytes(path);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, claimed);
        File.WriteAllBytes(path, bytes);
        Assert.Contains($"claims a header of {claimed} bytes", WeightReading.Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_HeaderAboveTheCeiling_IsRefused()
    {
        using TempFolder folder = new();
        string path = Write(folder, Two, new byte[16]);
        Assert.Contains("and 64 are allowed", WeightReading.Refusal(path, new WeightLimits { MaxHeaderBytes = 64 }), StringComparison.Ordinal);
        Assert.EndsWith("has more than 1 tensors.", WeightReading.Refusal(path, new WeightLimits { MaxTensors = 1 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TruncatedAnywhere_IsRefused()
    {
        using TempFolder folder = new();
        string path = Write(folder, Two, new byte[16]);
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.NotEmpty(WeightReading.Refusal(path));
        }
    }

    private static string Write(TempFolder folder, string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        File.WriteAllBytes(folder["x.safetensors"], [.. length, .. text, .. data]);
        return folder["x.safetensors"];
    }
}
