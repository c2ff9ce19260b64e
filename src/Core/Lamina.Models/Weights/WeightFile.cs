using Lamina.Models.Weights.Keras;
using Lamina.Models.Weights.Safetensors;

namespace Lamina.Models.Weights;

/// <summary>
/// A file of trained weights: names, types and shapes are read at once, elements when they are asked for. Nothing in a file is
/// ever executed, and every size it claims is checked against the file and against <see cref="WeightLimits"/>.
/// </summary>
/// <remarks>Not safe for use by several threads at a time.</remarks>
public abstract class WeightFile : IDisposable
{
    private Dictionary<string, WeightTensor>? _byName;

    private protected WeightFile(string path) => Path = path;

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>How it is written, in words, such as <c>PyTorch state_dict</c>.</summary>
    public abstract string Format { get; }

    /// <summary>Its tensors in the order of the file. No name occurs twice.</summary>
    public abstract IReadOnlyList<WeightTensor> Tensors { get; }

    /// <summary>Opens a PyTorch <c>.pth</c>, a <c>.safetensors</c>, a Keras <c>.h5</c> or a zip that holds one of the latter; told apart by their content.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="limits">Ceilings; default <see cref="WeightLimits.Default"/>.</param>
    /// <exception cref="WeightException">The file is none of these, damaged, hostile or too large.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static WeightFile Open(string path, WeightLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        limits ??= WeightLimits.Default;
        return Kind(path) switch
        {
            WeightFileKind.Zip => ZippedWeights.Open(path, limits),
            WeightFileKind.Hdf5 => KerasFile.Load(path, path, limits),
            WeightFileKind.Safetensors => SafetensorsFile.Load(path, limits),
            WeightFileKind.Pickle => throw new WeightException(
                $"'{path}' is a pickle without a zip around it, as PyTorch wrote before 1.6: load it in PyTorch and save its state_dict again."),
            _ => throw new WeightException($"'{path}' is no PyTorch .pth, no .safetensors and no Keras .h5."),
        };
    }

    /// <summary>The tensor of that name, or null.</summary>
    public WeightTensor? Find(string name) => (_byName ??= Tensors.ToDictionary(tensor => tensor.Name)).GetValueOrDefault(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the file.</summary>
    protected abstract void Dispose(bool disposing);

    private static WeightFileKind Kind(string path)
    {
        Span<byte> head = stackalloc byte[9];
        using FileStream file = File.OpenRead(path);
        int read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        head = head[..read];
        return head.StartsWith("PK\x03\x04"u8) ? WeightFileKind.Zip
            : head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10]) ? WeightFileKind.Hdf5
            : head.Length == 9 && head[8] == '{' ? WeightFileKind.Safetensors
            : head.Length > 2 && head[0] == 0x80 && head[1] is >= 2 and <= 5 ? WeightFileKind.Pickle
            : WeightFileKind.Unknown;
    }
}
