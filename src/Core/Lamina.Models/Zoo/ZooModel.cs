using Lamina.Models.Weights;
using Lamina.Onnx;
using Lamina.Plans.Preprocess;

namespace Lamina.Models.Zoo;

/// <summary>A built network. Its weights are drawn, or read from the weights file, when it is saved; disposing it closes that file.</summary>
public sealed class ZooModel : IDisposable
{
    private readonly WeightFile? _weights;

    internal ZooModel(OnnxModel model, Preprocessing? preprocessing, string form, WeightFile? weights)
    {
        Model = model;
        Preprocessing = preprocessing;
        Form = form;
        _weights = weights;
    }

    /// <summary>The model. Valid until this is disposed.</summary>
    public OnnxModel Model { get; }

    /// <summary>What the model expects of a picture, as its framework publishes it; null for inputs that are no colour pictures.</summary>
    public Preprocessing? Preprocessing { get; }

    /// <summary>Whose form it is and where its weights come from, in words.</summary>
    public string Form { get; }

    /// <summary>Writes the model, and <c>M.preprocess.json</c> beside it.</summary>
    /// <param name="path">Path of the model, such as <c>M.onnx</c>.</param>
    /// <returns>The files written, the model first.</returns>
    /// <exception cref="WeightException">The weights file is damaged.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public IReadOnlyList<string> Save(string path)
    {
        List<string> files = [.. Model.Save(path)];
        if (Preprocessing is not null)
        {
            string beside = PreprocessingFile.PathBeside(path);
            File.WriteAllBytes(beside, PreprocessingFile.Write(Preprocessing));
            files.Add(beside);
        }

        return files;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Model.Dispose();
        _weights?.Dispose();
    }
}
