using System.IO.Compression;
using Lamina.Testing;

namespace Lamina.Onnx.Tests;

/// <summary>Small networks of many families as PyTorch exports them; <c>eng/export-fixtures</c> makes the files.</summary>
internal static class Exports
{
    private static readonly string Folder = Checkout.Path("tests", "Core", "Lamina.Onnx.Tests", "Exports");

    public static IReadOnlyList<string> Names { get; } = [.. Directory.EnumerateFiles(Folder, "*.onnx.gz").Select(path => Path.GetFileName(path)[..^".onnx.gz".Length]).Order(StringComparer.Ordinal)];

    public static OnnxModel Open(string name)
    {
        using var packed = new GZipStream(File.OpenRead(Path.Combine(Folder, name + ".onnx.gz")), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        packed.CopyTo(bytes);
        return OnnxModel.Parse(bytes.ToArray());
    }
}
