using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;

namespace Lamina.Torch.Training;

/// <summary>A checkpoint of any modules and their optimizers, with a text of the caller's: written beside its place and moved there.</summary>
public static class ModuleCheckpoint
{
    private const string Magic = "lamina-modules-1";

    /// <summary>Writes the file; an interruption leaves the old one whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fingerprint">Names the job; <see cref="Load"/> refuses another's.</param>
    /// <param name="state">The caller's own state.</param>
    /// <param name="modules">Parameters and buffers are written, in their order.</param>
    /// <param name="optimizers">Their state is written.</param>
    public static void Save(string path, string fingerprint, string state, IReadOnlyList<torch.nn.Module> modules, IReadOnlyList<torch.optim.Optimizer> optimizers)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string beside = path + ".new";
        using (FileStream file = File.Create(beside))
        {
            Write(file, fingerprint, state, modules, optimizers);
        }

        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Writes the same to a stream, which stays open.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="fingerprint">Names the job.</param>
    /// <param name="state">The caller's own state.</param>
    /// <param name="modules">Parameters and buffers are written, in their order.</param>
    /// <param name="optimizers">Their state is written.</param>
    public static void Write(Stream stream, string fingerprint, string state, IReadOnlyList<torch.nn.Module> modules, IReadOnlyList<torch.optim.Optimizer> optimizers)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(modules);
        ArgumentNullException.ThrowIfNull(optimizers);
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(fingerprint);
        writer.Write(state);
        foreach (Tensor tensor in modules.SelectMany(Tensors))
        {
            float[] values = TensorConversion.ToFloats(tensor);
            writer.Write(values.Length);
            writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
        }

        foreach (torch.optim.Optimizer optimizer in optimizers)
        {
            optimizer.Save(writer);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote into modules and optimizers of the same build.</summary>
    /// <returns>The caller's own state; null if there is no file.</returns>
    /// <exception cref="TrainingException">The file is damaged or of another job.</exception>
    public static string? Load(string path, string fingerprint, IReadOnlyList<torch.nn.Module> modules, IReadOnlyList<torch.optim.Optimizer> optimizers)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using FileStream file = File.OpenRead(path);
        return Read(file, path, fingerprint, modules, optimizers);
    }

    /// <summary>Reads what <see cref="Write"/> wrote into modules and optimizers of the same build.</summary>
    /// <param name="stream">Where from; stays open.</param>
    /// <param name="name">What it is called in a refusal.</param>
    /// <param name="fingerprint">The job it must be of.</param>
    /// <param name="modules">Take parameters and buffers.</param>
    /// <param name="optimizers">Take their state.</param>
    /// <returns>The caller's own state.</returns>
    /// <exception cref="TrainingException">It is damaged or of another job.</exception>
    public static string Read(Stream stream, string name, string fingerprint, IReadOnlyList<torch.nn.Module> modules, IReadOnlyList<torch.optim.Optimizer> optimizers)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(modules);
        ArgumentNullException.ThrowIfNull(optimizers);
        try
        {
            using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
            if (reader.ReadString() != Magic)
            {
                throw new TrainingException($"{name} is no checkpoint of this version.");
            }

            string found = reader.ReadString();
            if (found != fingerprint)
            {
                throw new TrainingException($"{name} is of another job: it has {found}; this one has {fingerprint}.");
            }

            string state = reader.ReadString();
            foreach (Tensor tensor in modules.SelectMany(Tensors))
            {
                Read(reader, tensor, name);
            }

            foreach (torch.optim.Optimizer optimizer in optimizers)
            {
                optimizer.Load(reader);
            }

            return state;
        }
        catch (Exception fault) when (fault is IOException or FormatException)
        {
            throw new TrainingException($"{name} cannot be read as a checkpoint: {fault.Message}", fault);
        }
    }

    private static void Read(BinaryReader reader, Tensor tensor, string path)
    {
        int length = reader.ReadInt32();
        if (length != tensor.numel())
        {
            throw new TrainingException($"{path}: a tensor has {length} elements, {tensor.numel()} were wanted.");
        }

        float[] values = new float[length];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        tensor.copy_(torch.tensor(values).reshape(tensor.shape));
    }

    private static IEnumerable<Tensor> Tensors(torch.nn.Module module) =>
        module.named_parameters().Select(entry => (Tensor)entry.parameter).Concat(module.named_buffers().Select(entry => entry.buffer));
}
