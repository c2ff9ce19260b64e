using Microsoft.ML.OnnxRuntime;

namespace Lamina.Runtime;

/// <summary>Reads a loaded graph's inputs and outputs.</summary>
internal static class SessionMetadata
{
    /// <exception cref="InferenceException">One of them is not a tensor, and they are not to be passed over.</exception>
    public static IReadOnlyList<TensorSpec> Read(IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> metadata, bool onlyTensors)
    {
        List<TensorSpec> specs = [];
        foreach (string name in names)
        {
            NodeMetadata node = metadata[name];
            if (!node.IsTensor)
            {
                if (onlyTensors)
                {
                    continue;
                }

                throw new InferenceException(InferenceFailure.ModelUnusable, $"The model cannot be served: '{name}' is a {node.OnnxValueType}, not a tensor.");
            }

            specs.Add(new TensorSpec(
                name,
                OrtTypes.FromOrt(node.ElementDataType),
                [.. node.Dimensions.Select(dimension => dimension < 0 ? -1L : dimension)],
                [.. node.SymbolicDimensions.Select(symbol => string.IsNullOrEmpty(symbol) ? null : symbol)]));
        }

        return specs;
    }
}
