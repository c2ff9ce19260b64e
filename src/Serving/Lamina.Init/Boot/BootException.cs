namespace Lamina.Init.Boot;

/// <summary>The machine cannot become an enclave; the message is one sentence.</summary>
internal sealed class BootException(string message) : Exception(message);
