namespace Lamina.Onnx.Flow;

/// <summary>What a tensor's values depend on.</summary>
public enum Dependence
{
    /// <summary>On nothing a caller gives: weights and what is computed from them. Both sides of a cut can have it.</summary>
    Constant,

    /// <summary>On the shapes of inputs alone, through Shape or Size. No bypass of a cut.</summary>
    Shape,

    /// <summary>On the values of inputs, or on chance.</summary>
    Data,
}
