namespace Lamina.Data;

/// <summary>Data that is missing, malformed, or larger than a ceiling allows. The message is one sentence: what was found, what was wanted, where.</summary>
/// <param name="message">The sentence.</param>
/// <param name="inner">What the file system or a decoder said, if anything.</param>
public sealed class DataException(string message, Exception? inner = null) : Exception(message, inner);
