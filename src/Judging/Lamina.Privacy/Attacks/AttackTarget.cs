using System.Runtime.InteropServices;
using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.Onnx.Splitting;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Runtime;
using Lamina.Torch;
using TorchSharp;

namespace Lamina.Privacy.Attacks;

/// <summary>
/// What is attacked: a model's head up to the exposed tensors, exact (ONNX Runtime, the bytes the worker would receive) and
/// differentiable (<see cref="OnnxModule"/>). Owns both. One thread at a time.
/// </summary>
/// <remarks>Features are given as channels on a grid, whatever the network's layout: see <see cref="FeatureMap"/>.</remarks>
public sealed class AttackTarget : IDisposable
{
    private readonly Session _session;
    private readonly OnnxModule _module;
    private readonly PictureInput _input;
    private readonly bool _batches;

    private AttackTarget(Session session, OnnxModule module, PictureInput input, IReadOnlyList<string> tensors, (int Width, int Height) size, long macs, bool isLocal)
    {
        _session = session;
        _module = module;
        _input = input;
        Tensors = tensors;
        ImageSize = size;
        Macs = macs;
        IsLocal = isLocal;
        Forms = ReadForms();
        _batches = CanBatch();
    }

    /// <summary>The exposed tensors, in the order of every <see cref="FeatureSet"/>.</summary>
    public IReadOnlyList<string> Tensors { get; }

    /// <summary>The model's input size; victims and reconstructions have it.</summary>
    public (int Width, int Height) ImageSize { get; }

    /// <summary>Multiply-accumulate operations of the head for one image; 0 where they are not known.</summary>
    public long Macs { get; }

    /// <summary>True if every feature depends on a neighbourhood alone, so that parts of images have features of their own.</summary>
    public bool IsLocal { get; }

    /// <summary>How each exposed tensor is read as channels on a grid.</summary>
    internal IReadOnlyList<FeatureForm> Forms { get; }

    /// <summary>Where features are kept that were computed once; null for none.</summary>
    internal FeatureMemory? Memory { get; init; }

    /// <summary>Opens a model for attacks.</summary>
    /// <param name="model">The whole model. Not kept; weights are read from it.</param>
    /// <param name="preprocessing">How an image becomes its input.</param>
    /// <param name="exposed">Tensors the worker sees: a cut, or a cut and deeper tensors.</param>
    /// <param name="threads">Threads of a run; 0, the default, for all.</param>
    /// <exception cref="ArgumentException">Several inputs, no fixed image size, or an unknown tensor.</exception>
    /// <exception cref="InferenceException">ONNX Runtime refuses the head.</exception>
    /// <exception cref="UnsupportedOperatorException">The head cannot be differentiated; the message names operator and node.</exception>
    public static AttackTarget Open(OnnxModel model, Preprocessing preprocessing, IReadOnlyList<string> exposed, int threads = 0) => Open(model, preprocessing, exposed, threads, null);

    /// <summary>The same, with a memory that outlives it.</summary>
    internal static AttackTarget Open(OnnxModel model, Preprocessing preprocessing, IReadOnlyList<string> exposed, int threads, FeatureMemory? memory)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentNullException.ThrowIfNull(exposed);
        PictureSize size = preprocessing.FixedSize() ?? throw new ArgumentException("The preprocessing gives no fixed image size.", nameof(preprocessing));
        if (model.Graph.Inputs.Length != 1)
        {
            throw new ArgumentException($"The model has {model.Graph.Inputs.Length} inputs; one was wanted.", nameof(model));
        }

        string? unknown = exposed.FirstOrDefault(tensor => !model.Graph.Topology.Exists(tensor));
        if (unknown is not null || exposed.Count == 0)
        {
            throw new ArgumentException(unknown is null ? "No exposed tensor was named." : $"The model has no tensor '{unknown}'.", nameof(exposed));
        }

        OnnxModel head = Head(model, exposed);
        OnnxModule module = OnnxModule.Create(head);
        Session? session = null;
        PictureInput? input = null;
        try
        {
            module.eval();
            foreach (TorchSharp.Modules.Parameter weight in module.parameters())
            {
                weight.requires_grad = false;
            }

            session = Load(head, new SessionSettings { Threads = threads > 0 ? ThreadPolicy.Latency(threads) : ThreadPolicy.Latency() });
            input = new PictureInput(preprocessing.Tensor);
            bool local = HeadLocality.Global(head.Graph).Count == 0;
            return new AttackTarget(session, module, input, [.. exposed], (size.Width, size.Height), ModelInspection.Of(head).Macs ?? 0, local) { Memory = memory };
        }
        catch
        {
            input?.Dispose();
            session?.Dispose();
            module.Dispose();
            throw;
        }
    }

    /// <summary>The features of one image, exactly as the worker would receive them.</summary>
    /// <param name="image">Of <see cref="ImageSize"/>.</param>
    public FeatureSet Exact(UnitImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if ((image.Width, image.Height) != ImageSize)
        {
            throw new ArgumentException($"The picture is {image.Width}x{image.Height}; the model takes {ImageSize.Width}x{ImageSize.Height}.", nameof(image));
        }

        return Memory?.Of(this, image) ?? Compute(image);
    }

    /// <summary>The same by a run of the head.</summary>
    internal FeatureSet Compute(UnitImage image)
    {
        using TensorDictionary outputs = RunExact(image);
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        return new FeatureSet([.. Tensors.Zip(Forms, (name, form) => ToMap(outputs[name], form))]);
    }

    /// <summary>The features of a batch, for training and search. Differentiable in the pictures; wrap in <c>torch.no_grad()</c> where that is not wanted.</summary>
    /// <param name="pictures">Batch, 3 (red, green, blue), rows, columns in 0..1. Smaller than <see cref="ImageSize"/> only if <see cref="IsLocal"/>.</param>
    /// <param name="precision">What the head is computed in. Default float32; the worker's own features are float32.</param>
    /// <returns>Per exposed tensor batch, channels, rows, columns; the caller's scope owns them.</returns>
    public IReadOnlyList<Tensor> Features(Tensor pictures, Precision precision = Precision.Float32)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        _module.Precision = precision;
        if (_batches || pictures.shape[0] == 1)
        {
            return Run(pictures);
        }

        IReadOnlyList<Tensor>[] each = [.. Enumerable.Range(0, (int)pictures.shape[0]).Select(i => Run(pictures.narrow(0, i, 1)))];
        return [.. Tensors.Select((_, t) => torch.cat([.. each.Select(one => one[t])], 0))];
    }

    /// <summary>True if a square part of an image has features on exactly its share of the grid.</summary>
    internal bool KeepsGrid(int side)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        IReadOnlyList<Tensor> part = Run(torch.full([1, 3, side, side], 0.5f));
        return part.Zip(Forms).All(entry => entry.First.shape[2] * ImageSize.Height == (long)side * entry.Second.Height
            && entry.First.shape[3] * ImageSize.Width == (long)side * entry.Second.Width);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _module.Dispose();
        _input.Dispose();
    }

    private IReadOnlyList<Tensor> Run(Tensor pictures)
    {
        IReadOnlyList<Tensor> raw = _module.Run(new Dictionary<string, Tensor> { [_module.Inputs[0]] = _input.Of(pictures) }, Tensors);
        return [.. raw.Zip(Forms, (tensor, form) => form.Grid(tensor))];
    }

    private TensorDictionary RunExact(UnitImage image)
    {
        using TensorBuffer buffer = TensorBuffer.Copy<float>(_input.Values(image), _input.Shape(1, image.Width, image.Height));
        return _session.Run(new Dictionary<string, TensorBuffer> { [_session.Inputs[0].Name] = buffer }, Tensors);
    }

    private FeatureForm[] ReadForms()
    {
        using TensorDictionary outputs = RunExact(UnitImage.Constant(ImageSize.Width, ImageSize.Height, 0.5, 0.5, 0.5));
        return [.. Tensors.Select(name => outputs[name].Type == Onnx.ElementType.Float
            ? FeatureForm.Of(outputs[name].Shape, ImageSize.Width, ImageSize.Height)
            : throw new ArgumentException($"'{name}' holds no 32-bit floats."))];
    }

    /// <summary>Some files fix the batch to 1 in a reshape; their features are computed one by one.</summary>
    private bool CanBatch()
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        try
        {
            IReadOnlyList<Tensor> pair = Run(torch.full([2, 3, ImageSize.Height, ImageSize.Width], 0.5f));
            return pair.Zip(Forms).All(entry => entry.First.shape.AsSpan().SequenceEqual([2, entry.Second.Channels, entry.Second.Height, entry.Second.Width]));
        }
        catch (ExternalException)
        {
            return false;
        }
    }

    private static FeatureMap ToMap(TensorBuffer buffer, FeatureForm form)
    {
        Tensor raw = torch.tensor(buffer.Values<float>().ToArray()).reshape(buffer.Shape.ToArray());
        return new FeatureMap(form.Channels, form.Height, form.Width, form.Grid(raw).contiguous().data<float>().ToArray());
    }

    /// <summary>The part of the model up to the tensors; tensors that are no cut (a cut and what follows from it) are read out of the whole model.</summary>
    private static OnnxModel Head(OnnxModel model, IReadOnlyList<string> exposed) =>
        GraphSplitter.TrySplit(model, new SplitRequest { Cut = exposed }, out ModelParts? parts, out _) ? parts.Head : model.WithOutputs(exposed);

    /// <summary>Weights in files beside the model are put into one file first: a session in memory takes none.</summary>
    private static Session Load(OnnxModel head, SessionSettings settings)
    {
        if (head.ExternalLocations.Count == 0)
        {
            return Session.Load(head.ToArray(), settings);
        }

        string folder = Directory.CreateTempSubdirectory("lamina-head-").FullName;
        try
        {
            string file = Path.Combine(folder, "head.onnx");
            head.Save(file);
            return Session.Load(file, settings);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
