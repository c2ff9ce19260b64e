using Lamina.Plans.Preprocess;
using TorchSharp;

namespace Lamina.Torch.Training;

/// <summary>Brings what classifiers put out to one form.</summary>
public static class ClassifierOutput
{
    private const double Smallest = 1e-9;

    /// <summary>Values whose softmax is the classifier's probabilities. One output is the second of two classes.</summary>
    /// <param name="output">N x classes, or N x 1; further axes of length 1 are dropped.</param>
    /// <param name="kind">What the numbers are.</param>
    /// <returns>N x classes; differentiable.</returns>
    public static Tensor ToLogits(Tensor output, OutputKind kind)
    {
        ArgumentNullException.ThrowIfNull(output);
        Tensor flat = output.flatten(1);
        if (flat.shape[1] > 1)
        {
            // The softmax of log p is p, as p sums to 1.
            return kind == OutputKind.Logits ? flat : flat.clamp(min: Smallest).log();
        }

        return kind == OutputKind.Logits
            ? torch.cat([torch.zeros_like(flat), flat], 1)
            : torch.cat([(1 - flat).clamp(min: Smallest).log(), flat.clamp(min: Smallest).log()], 1);
    }
}
