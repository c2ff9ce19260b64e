namespace Lamina.Enclave.Loading;

/// <summary>Plan or parts cannot be used. The message is one sentence: what was found, what was wanted, where.</summary>
internal sealed class UnusablePlanException(string message, Exception? inner = null) : Exception(message, inner);
