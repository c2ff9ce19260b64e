using System.Runtime.InteropServices;
using Lamina.Models.Weights;

namespace Lamina.Models.Tests.Weights;

internal static class WeightReading
{
    public static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "data", name);

    public static T[] Values<T>(this WeightFile file, string name)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(file.Bytes(name)).ToArray();

    public static byte[] Bytes(this WeightFile file, string name)
    {
        WeightTensor tensor = file.Find(name) ?? throw new InvalidOperationException($"no tensor '{name}'");
        using Stream stream = tensor.Open();
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        Assert.Equal(tensor.ByteLength, copy.Length);
        return copy.ToArray();
    }

    public static string Refusal(string path, WeightLimits? limits = null) => Assert.Throws<WeightException>(() =>
    {
        using WeightFile file = WeightFile.Open(path, limits);
        foreach (WeightTensor tensor in file.Tensors)
        {
            using Stream stream = tensor.Open();
            stream.CopyTo(Stream.Null);
        }
    }).Message;

    public static string Header(this WeightFile file, string name) => file.Find(name)!.ToString()[(name.Length + 1)..];
}
