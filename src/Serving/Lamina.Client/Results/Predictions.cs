using System.Globalization;
using System.Runtime.InteropServices;
using Lamina.OpenInference;
using Lamina.Plans.Preprocess;

namespace Lamina.Client.Results;

/// <summary>Reads classes off a model's output.</summary>
public static class Predictions
{
    /// <summary>All classes, best first.</summary>
    /// <param name="output">One row of logits or probabilities, float32.</param>
    /// <param name="preprocessing">Says which of the two, and the classes' names.</param>
    /// <exception cref="ArgumentException">The output is not one row of float32.</exception>
    public static IReadOnlyList<Prediction> Rank(InferTensor output, Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (output.DataType != DataType.Fp32)
        {
            throw new ArgumentException($"The output '{output.Name}' is {output.DataType.Name()}; classes are read from FP32.", nameof(output));
        }

        double[] scores = [.. MemoryMarshal.Cast<byte, float>(output.Data.Span).ToArray().Select(value => (double)value)];
        if (preprocessing.Output == OutputKind.Logits)
        {
            ToProbabilities(scores);
        }

        return [.. Enumerable.Range(0, scores.Length)
            .OrderByDescending(index => scores[index])
            .Select(index => new Prediction(index, Name(preprocessing, index), scores[index]))];
    }

    /// <summary>Softmax; a single logit is the sigmoid of the one class.</summary>
    private static void ToProbabilities(double[] logits)
    {
        if (logits.Length == 1)
        {
            logits[0] = 1 / (1 + Math.Exp(-logits[0]));
            return;
        }

        double largest = logits.Max();
        double sum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            sum += logits[i] = Math.Exp(logits[i] - largest);
        }

        for (int i = 0; i < logits.Length; i++)
        {
            logits[i] /= sum;
        }
    }

    private static string Name(Preprocessing preprocessing, int index) =>
        preprocessing.Labels is { } labels && index < labels.Length ? labels[index] : string.Create(CultureInfo.InvariantCulture, $"class {index}");
}
