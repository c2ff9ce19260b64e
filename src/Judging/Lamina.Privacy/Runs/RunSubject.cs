using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Lamina.Images;
using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.Plans;
using Lamina.Plans.Preprocess;

namespace Lamina.Privacy.Runs;

/// <summary>What is judged: a model with its preprocessing, and the images. Cuts are apart, so that several share what they can.</summary>
public sealed class RunSubject
{
    /// <summary>A subject.</summary>
    /// <param name="inspection">The whole model, inspected; the caller's.</param>
    /// <param name="modelPath">Its file.</param>
    /// <param name="modelDigest">Digest of its file.</param>
    /// <param name="preprocessing">What it expects of a picture.</param>
    /// <param name="images">The images in their roles.</param>
    /// <param name="version">Version of the code; results of one version are not taken for another's.</param>
    public RunSubject(ModelInspection inspection, string modelPath, Sha256Digest modelDigest, Preprocessing preprocessing, RunImages images, string version)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentNullException.ThrowIfNull(images);
        Inspection = inspection;
        ModelPath = modelPath;
        ModelDigest = modelDigest;
        Preprocessing = preprocessing;
        Images = images;
        StringBuilder text = new();
        text.Append("lamina-run-v1\n").Append(version).Append('\n').Append(modelDigest).Append('\n');
        text.Append(Convert.ToHexStringLower(SHA256.HashData(PreprocessingFile.Write(preprocessing)))).Append('\n');
        foreach (RunPart part in new[] { images.Victims, images.Training, images.Validation })
        {
            text.Append(string.Join(' ', part.Digests)).Append('\n').Append(string.Join(' ', part.Labels)).Append('\n');
        }

        Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>The model.</summary>
    public OnnxModel Model => Inspection.Model;

    /// <summary>Its file.</summary>
    public string ModelPath { get; }

    /// <summary>Digest of its file.</summary>
    public Sha256Digest ModelDigest { get; }

    /// <summary>The model's file name: what scopes call it.</summary>
    public string Name => Path.GetFileName(ModelPath);

    /// <summary>Shape of one input, without the batch.</summary>
    public ImmutableArray<long> InputShape => [.. new PicturePreprocessor(Preprocessing).Shape.Skip(1)];

    /// <summary>Its preprocessing.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>The images.</summary>
    public RunImages Images { get; }

    /// <summary>The model's cuts and costs.</summary>
    public ModelInspection Inspection { get; }

    /// <summary>Digest over all of it: pieces carry it.</summary>
    public string Digest { get; }

    /// <summary>The first valid cut after a learned layer, where attacks must succeed.</summary>
    /// <exception cref="ArgumentException">The model has no such cut.</exception>
    public ImmutableArray<string> FirstLearned => [.. Inspection.Cuts.FirstOrDefault(cut => cut.Tensors.Count == 1 && cut.ParametersBefore > 0 && cut.MacsBefore is not 0)?.Tensors
        ?? throw new ArgumentException("The model has no cut after a learned layer, so no attack can be shown to work.")];

    /// <summary>What the worker sees of a cut: its tensors first, then every deeper single-tensor cut, in order.</summary>
    public ImmutableArray<ImmutableArray<string>> Exposed(IReadOnlyList<string> cut)
    {
        ArgumentNullException.ThrowIfNull(cut);
        return [[.. cut], .. Inspection.Finder.Singles
            .Where(tensor => Inspection.Finder.LiesBeyond(tensor, cut))
            .Select(tensor => ImmutableArray.Create(tensor))];
    }
}
