namespace Lamina.Runtime;

/// <summary>Whose fault a refusal is, and at which stage.</summary>
public enum InferenceFailure
{
    /// <summary>The model's bytes cannot be loaded: damaged, unsupported, or incomplete.</summary>
    ModelUnusable,

    /// <summary>The execution provider asked for has no native part here, or refuses its options.</summary>
    ProviderMissing,

    /// <summary>A tensor given to a run has the wrong name, element type or shape.</summary>
    TensorRefused,

    /// <summary>ONNX Runtime gave up during a run.</summary>
    RunFailed,
}
