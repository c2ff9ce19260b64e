using System.Buffers.Binary;
using System.Text.Json;

namespace Lamina.Models.Weights.Safetensors;

/// <summary>
/// Reads the safetensors format: eight bytes with the header's length, a JSON header, the tensors' bytes one after the other.
/// Tensors must cover the data exactly, without overlap or hole, as the format demands (github.com/huggingface/safetensors, "Format").
/// </summary>
internal sealed class SafetensorsFile : WeightFile
{
    private const int MaxShown = 400;

    private SafetensorsFile(string path, IReadOnlyList<WeightTensor> tensors)
        : base(path) => Tensors = tensors;

    public override string Format => "safetensors";

    public override IReadOnlyList<WeightTensor> Tensors { get; }

    /// <exception cref="WeightException">The header is damaged, too large, or does not fit the file.</exception>
    public static SafetensorsFile Load(string path, WeightLimits limits)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> prefix = stackalloc byte[8];
        file.ReadExactly(prefix);
        ulong claimed = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (claimed > (ulong)Math.Min(limits.MaxHeaderBytes, file.Length - prefix.Length))
        {
            throw new WeightException($"'{path}' claims a header of {claimed} bytes; the file has {file.Length} and {limits.MaxHeaderBytes} are allowed.");
        }

        byte[] header = new byte[claimed];
        file.ReadExactly(header);
        long start = prefix.Length + (long)claimed;
        try
        {
            JsonDocumentOptions options = new() { MaxDepth = 8, AllowDuplicateProperties = false };
            using JsonDocument document = JsonDocument.Parse(header, options);
            return new SafetensorsFile(path, SafetensorsHeader.Read(path, document.RootElement, start, file.Length - start, limits));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new WeightException($"'{path}' has a header that is not the JSON of safetensors: {Shown(exception.Message)}", exception);
        }
    }

    /// <summary>The complaint quotes the file: a hostile one must neither fill the screen nor steer a terminal.</summary>
    private static string Shown(string text) => string.Concat(text.Take(MaxShown).Select(letter => char.IsControl(letter) ? '?' : letter));

    protected override void Dispose(bool disposing)
    {
        // Every tensor opens the file for itself.
    }
}
