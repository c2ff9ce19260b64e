using Lamina.Onnx;

namespace Lamina.Privacy.Features;

/// <summary>Tells whether every feature depends on a neighbourhood of the image alone, so that a part of an image has features of its own.</summary>
internal static class HeadLocality
{
    private static readonly HashSet<string> Local = new(StringComparer.Ordinal)
    {
        "Abs", "Add", "AveragePool", "BatchNormalization", "Cast", "Clip", "Concat", "Constant", "Conv", "Div", "Dropout", "Elu", "Erf", "Exp", "Gelu",
        "HardSigmoid", "HardSwish", "Identity", "LRN", "LeakyRelu", "Max", "MaxPool", "Mean", "Min", "Mish", "Mul", "Neg", "PRelu", "Pad", "Pow", "Relu",
        "Selu", "Sigmoid", "Softplus", "Softsign", "Sqrt", "Sub", "Sum", "Tanh", "Transpose",
    };

    /// <summary>The operators of a head that are not local; empty if all are.</summary>
    public static IReadOnlyList<string> Global(OnnxGraph head) =>
        [.. head.Topology.Order.Where(node => node.Domain.Length > 0 || !Local.Contains(node.OpType)).Select(node => node.OpType).Distinct()];
}
