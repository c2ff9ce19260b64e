using System.Security.Cryptography;
using Lamina.Attestation;
using Lamina.Attestation.Simulated;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Enclave.Hosting;

/// <summary>Opens what protects this program. Never chooses the simulated TEE by itself.</summary>
internal static class TeeChoice
{
    /// <summary>What signs for <c>--tee</c>.</summary>
    /// <exception cref="EnclaveStartException">It is not here.</exception>
    public static IEvidenceIssuer Open(string tee) => tee switch
    {
        "simulated" => new SimulatedTeeIssuer(Measurement()),
        "auto" => throw new EnclaveStartException(ExitCode.Failed, "no TEE was found on this machine; for development without protection say --tee simulated"),
        _ => throw new EnclaveStartException(ExitCode.Failed, $"the TEE {tee} was not found on this machine"),
    };

    /// <summary>SHA-256 of the program's own file, as <c>lamina attest measure</c> prints it. Only the simulated TEE has to be told.</summary>
    private static byte[] Measurement()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "lamina-enclave");
        string assembly = program + ".dll";
        using FileStream file = File.OpenRead(File.Exists(assembly) ? assembly : program);
        return SHA256.HashData(file);
    }
}
