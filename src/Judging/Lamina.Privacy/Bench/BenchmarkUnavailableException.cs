namespace Lamina.Privacy.Bench;

/// <summary>What a benchmark compares with is not on this machine. The message is one sentence with the command that installs it.</summary>
public sealed class BenchmarkUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
