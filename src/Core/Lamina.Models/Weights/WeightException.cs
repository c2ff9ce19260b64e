namespace Lamina.Models.Weights;

/// <summary>A file of weights was refused, or does not fit a model. <see cref="Exception.Message"/> is one sentence: what was found, what was wanted, where.</summary>
/// <param name="message">One sentence.</param>
/// <param name="inner">What a library threw, if it did.</param>
public sealed class WeightException(string message, Exception? inner = null) : Exception(Shown(message), inner)
{
    /// <summary>Names come from the file: a hostile one must not steer a terminal.</summary>
    private static string Shown(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter)) : text;
}
