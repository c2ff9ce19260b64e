namespace Lamina.Planning.Profiling;

/// <summary>A profile could not be measured. <see cref="Exception.Message"/> is one sentence.</summary>
/// <param name="message">One sentence.</param>
public sealed class ProfileException(string message) : Exception(message);
