using Lamina.Cli.CommandLine;
using Lamina.Onnx;
using Lamina.Plans.Preprocess;

namespace Lamina.Cli.Split;

/// <summary>Opens models named on the command line and reads what lies beside them.</summary>
internal static class ModelFile
{
    /// <summary>Opens a model.</summary>
    /// <exception cref="CommandFailure">It is missing or no model: exit code 5.</exception>
    public static OnnxModel Open(string path)
    {
        InputFiles.RefuseFolder(path);
        if (!File.Exists(path))
        {
            throw CommandFailure.Unusable("there is no such file", path);
        }

        try
        {
            return OnnxModel.Open(path);
        }
        catch (OnnxFormatException fault)
        {
            throw CommandFailure.Unusable(fault.Message, path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Unusable($"the file cannot be read: {fault.Message}", path);
        }
    }

    /// <summary>What the model expects of a picture: from the file that was named, else from the one beside the model, else null.</summary>
    /// <exception cref="CommandFailure">The file cannot be used: exit code 5.</exception>
    public static Preprocessing? ReadPreprocessing(string modelPath, string? named)
    {
        string path = named ?? PreprocessingFile.PathBeside(modelPath);
        if (named is null && !File.Exists(path))
        {
            return null;
        }

        try
        {
            return PreprocessingFile.Read(path).Preprocessing;
        }
        catch (PreprocessingException fault)
        {
            throw CommandFailure.Unusable(fault.Message, path);
        }
    }
}
