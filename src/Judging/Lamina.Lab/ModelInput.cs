using Lamina.Onnx;
using Lamina.Plans.Preprocess;

namespace Lamina.Lab;

/// <summary>A classifier with what it expects of a picture. Owns the model.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Model">The model.</param>
/// <param name="Preprocess">Its preprocessing.</param>
internal sealed record ModelInput(string Path, OnnxModel Model, PreprocessingFile Preprocess) : IDisposable
{
    /// <summary>Opens a model and the preprocessing beside it.</summary>
    /// <param name="path">The model.</param>
    /// <param name="preprocess">The preprocessing file, or null for the one beside the model.</param>
    /// <exception cref="Refusal">There is none; the message shows a template.</exception>
    public static ModelInput Open(string path, string? preprocess)
    {
        OnnxModel model = File.Exists(path) ? OnnxModel.Open(path) : throw new Refusal(ExitCode.UnusableInput, $"The model '{path}' does not exist.", path);
        try
        {
            if (model.Graph.Inputs.Length != 1)
            {
                throw new Refusal(ExitCode.UnusableInput, $"'{path}' has {model.Graph.Inputs.Length} inputs; a classifier of pictures has one.", path);
            }

            string file = preprocess ?? PreprocessingFile.PathBeside(path);
            if (preprocess is not null && !File.Exists(file))
            {
                throw new Refusal(ExitCode.UnusableInput, $"The preprocessing file '{file}' does not exist.", file);
            }

            long[] shape = [.. model.Graph.Inputs[0].Shape?.Select(dimension => dimension.Value ?? 0) ?? []];
            return File.Exists(file)
                ? new ModelInput(path, model, PreprocessingFile.Read(file))
                : throw new Refusal(ExitCode.UnusableInput, PreprocessingTemplate.Message(path, shape), file);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}
