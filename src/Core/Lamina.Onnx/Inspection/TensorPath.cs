using System.Text.RegularExpressions;

namespace Lamina.Onnx.Inspection;

/// <summary>
/// A tensor's name taken apart: where in the network it belongs, and what makes it. PyTorch writes <c>/layer1/layer1.0/relu/Relu_output_0</c>, Keras
/// through tf2onnx <c>model/block3_pool/MaxPool:0</c>.
/// </summary>
internal sealed partial record TensorPath(string Tensor, string[] Modules, string Operator)
{
    public string Module => string.Join('.', Modules);

    public static TensorPath Of(string tensor, string opType)
    {
        string[] parts = tensor.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2)
        {
            return new(tensor, [], Plain(tensor) is { Length: > 0 } plain && !plain.All(char.IsAsciiDigit) ? plain : opType.ToLowerInvariant() + "_" + Plain(tensor));
        }

        // PyTorch repeats the way to a member of a sequence: features, features.0, features.0.1 are one place.
        var modules = new List<string>();
        foreach (string part in parts[..^1])
        {
            if (modules.Count > 0 && part.StartsWith(modules[^1] + ".", StringComparison.Ordinal))
            {
                modules[^1] = part;
            }
            else
            {
                modules.Add(part);
            }
        }

        return new(tensor, [.. modules], opType.ToLowerInvariant());
    }

    /// <summary>A name without what exporters append to keep it unique.</summary>
    private static string Plain(string name) => Appended().Replace(name.Trim('/'), "");

    [GeneratedRegex(@"(:\d+|_output_\d+)$")]
    private static partial Regex Appended();
}
