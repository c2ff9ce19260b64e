namespace Lamina.Onnx;

/// <summary>
/// A file or buffer is not a model that Lamina can use. <see cref="Exception.Message"/> is one sentence: what was found, what was wanted, and where.
/// </summary>
public sealed class OnnxFormatException : Exception
{
    /// <summary>Creates the exception with its one sentence.</summary>
    public OnnxFormatException(string message)
        : base(Sentence.Of(message))
    {
    }

    /// <summary>Creates the exception with its one sentence and what led to it.</summary>
    public OnnxFormatException(string message, Exception inner)
        : base(Sentence.Of(message), inner)
    {
    }
}
