using System.Security.Cryptography;
using Lamina.Attestation;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Policies;
using Lamina.Cli.CommandLine;
using Lamina.Client;
using Lamina.Plans;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Processes;

/// <summary>A policy for an enclave that this command started itself, from that enclave's own evidence and the plan that lies here.</summary>
internal static class OwnPolicy
{
    /// <summary>Asks the enclave and writes the policy down.</summary>
    /// <exception cref="CommandFailure">The evidence is not genuine: exit code 3.</exception>
    /// <exception cref="LaminaClientException">There is none.</exception>
    public static async Task<Policy> OfAsync(Uri server, Plan plan, CancellationToken cancellation)
    {
        EvidenceBundle bundle = await LaminaClient.FetchEvidenceAsync(server, RandomNumberGenerator.GetBytes(NonceTree.NonceLength), cancellation);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        VerificationResult genuine = EvidenceVerifier.Verify(bundle.Evidence, CollateralSet.Empty, now);
        if (genuine.Outcome == VerificationOutcome.Refused)
        {
            throw new CommandFailure(ExitCode.Refused, "evidence-refused", genuine.ToString());
        }

        // The plan is the one that lies here, not the one the server names.
        return PolicyWriter.FromEvidence(genuine, [plan.Digest().ToBytes()], now);
    }
}
