using System.Runtime.InteropServices;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Inspect;
using Lamina.Cli.Split;
using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.OpenInference;
using Lamina.Plans;
using Lamina.Shared.Serve;

namespace Lamina.Cli.Bench.Serve;

/// <summary>A model, split for the measurement in a folder of its own that goes when this does.</summary>
internal sealed class ServeJob : IDisposable
{
    private readonly DirectoryInfo _folder;

    private ServeJob(string modelPath, DirectoryInfo folder, Plan plan, string network, bool middleCut, long? headPeakBytes)
    {
        (ModelPath, _folder, Plan, HeadPeakBytes) = (modelPath, folder, plan, headPeakBytes);
        Goals = ServeGoals.Of(network, middleCut);
    }

    /// <summary>The whole model's file.</summary>
    public string ModelPath { get; }

    /// <summary>The split folder.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The plan.</summary>
    public Plan Plan { get; }

    /// <summary>Weights and activations that the head needs at once for one input, as <c>inspect</c> computes it; null where it does not list the cut, or a shape is free.</summary>
    public long? HeadPeakBytes { get; }

    /// <summary>What is wanted; null for nothing.</summary>
    public ServeGoals? Goals { get; }

    /// <summary>Megabytes (10^6 bytes) that cross to the worker for one request.</summary>
    public double ExposedMegabytes => Plan.Cut.Tensors.Sum(tensor => tensor.ByteCount()) / 1e6;

    /// <summary>The most bytes that a message of any part may have.</summary>
    public int MessageCeiling => (int)Math.Min(Array.MaxLength, Plan.Limits.RequestBytes + Plan.Limits.AnswerBytes + PlanLimits.MessageBytes(Plan.Body.Inputs) + PlanLimits.MessageBytes(Plan.Body.Outputs));

    /// <summary>Splits the model.</summary>
    /// <param name="modelPath">The whole model.</param>
    /// <param name="at">Where; null for the middle cut, index floor(n/2) of <c>inspect</c>.</param>
    /// <exception cref="CommandFailure">The model or the cut cannot be used.</exception>
    public static ServeJob Prepare(string modelPath, string? at)
    {
        using OnnxModel model = ModelFile.Open(modelPath);
        CutNames names = CutNames.Of(model, modelPath);
        IReadOnlyList<CutDescription> cuts = ModelInspection.Of(model).Cuts;
        if (cuts.Count == 0)
        {
            throw CommandFailure.Unusable("the model has no cut", modelPath);
        }

        CutDescription middle = cuts[cuts.Count / 2];
        (IReadOnlyList<string> tensors, string label) = at is null ? ([.. middle.Tensors], middle.Label) : names.Resolve(at);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lamina-bench-");
        try
        {
            Plan plan = SplitWork.Run(new SplitJob { ModelPath = modelPath, Model = model, Cut = tensors, Label = label, Folder = folder.FullName, CreatedBy = "lamina bench serve" });
            return new ServeJob(modelPath, folder, plan, model.Graph.Name, tensors.SequenceEqual(middle.Tensors), cuts.FirstOrDefault(cut => cut.Tensors.SequenceEqual(tensors))?.HeadPeakBytes);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Inputs for a client: noise of a seed of its own, as float32 in -2 to 2.</summary>
    public IReadOnlyList<InferTensor> Input(int client)
    {
        Random random = new(client);
        return [.. Plan.Inputs.Select(spec =>
        {
            byte[] data = new byte[spec.ByteCount()];
            if (spec.Type == Plans.ElementType.Float32)
            {
                foreach (ref float value in MemoryMarshal.Cast<byte, float>(data.AsSpan()))
                {
                    value = (4 * random.NextSingle()) - 2;
                }
            }

            return new InferTensor(spec.Name, WireTypes.Of(spec.Type), [.. spec.Shape], data);
        })];
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
