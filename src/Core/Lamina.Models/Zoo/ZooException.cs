namespace Lamina.Models.Zoo;

/// <summary>A network cannot be built as asked. <see cref="Exception.Message"/> is one sentence.</summary>
/// <param name="message">One sentence.</param>
public sealed class ZooException(string message) : Exception(message);
