namespace Lamina.Models.Weights;

/// <summary>A file of weights was refused, or does not fit a model. <see cref="Exception.Message"/> is one sentence: what was found, what was wanted, where.</summary>
/// <param name="message">One sentence.</param>
/// <param name="inner">What a library threw, if it did.</param>
public sealed class WeightException(string message, Exception? inner = null) : Exception(message, inner);
