namespace Lamina.Enclave.Hosting;

/// <summary>The enclave does not start. The message is one sentence.</summary>
internal sealed class EnclaveStartException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The program's exit code.</summary>
    public int ExitCode { get; } = exitCode;
}
