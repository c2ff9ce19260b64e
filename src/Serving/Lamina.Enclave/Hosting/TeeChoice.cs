using System.Security.Cryptography;
using Lamina.Attestation;
using Lamina.Attestation.Issuing;
using Lamina.Attestation.Simulated;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Enclave.Hosting;

/// <summary>Opens what protects this program. Never chooses the simulated TEE by itself.</summary>
internal static class TeeChoice
{
    /// <summary>What signs for <c>--tee</c>; the caller disposes it if it can be disposed.</summary>
    /// <param name="tee">One of the values of <c>--tee</c>.</param>
    /// <param name="detector">Finds the hardware.</param>
    /// <param name="found">What was found, for a person.</param>
    /// <exception cref="EnclaveStartException">It is not here.</exception>
    public static IEvidenceIssuer Open(string tee, PlatformDetector detector, out string found)
    {
        if (tee == EvidenceKind.Simulated.ToName())
        {
            found = SimulatedTee.Warning;
            return new SimulatedTeeIssuer(Measurement());
        }

        EvidenceKind? wanted = EvidenceKindNames.FromName(tee);
        string otherwise = wanted is null ? "; for development without protection say --tee simulated" : "";
        return detector.Find(wanted, out found) ?? throw new EnclaveStartException(ExitCode.Failed, found + otherwise);
    }

    /// <summary>SHA-256 of the program's own file, as <c>lamina attest measure</c> prints it. Only the simulated TEE has to be told.</summary>
    private static byte[] Measurement()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "lamina-enclave");
        string assembly = program + ".dll";
        using FileStream file = File.OpenRead(File.Exists(assembly) ? assembly : program);
        return SHA256.HashData(file);
    }
}
