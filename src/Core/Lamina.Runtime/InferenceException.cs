namespace Lamina.Runtime;

/// <summary>
/// A model, a provider or a tensor was refused. <see cref="Exception.Message"/> is one sentence that says what was found and
/// what was wanted; it holds no tensor values, no stack and no source path of ONNX Runtime.
/// </summary>
public sealed class InferenceException : Exception
{
    /// <summary>Creates the refusal.</summary>
    /// <param name="failure">Whose fault it is.</param>
    /// <param name="message">One sentence.</param>
    /// <param name="inner">What ONNX Runtime threw, if it did.</param>
    public InferenceException(InferenceFailure failure, string message, Exception? inner = null)
        : base(message, inner) => Failure = failure;

    /// <summary>Whose fault it is.</summary>
    public InferenceFailure Failure { get; }

    internal static InferenceException Tensor(string message) => new(InferenceFailure.TensorRefused, message);
}
