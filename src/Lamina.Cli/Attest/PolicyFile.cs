using Lamina.Attestation.Policies;
using Lamina.Cli.CommandLine;

namespace Lamina.Cli.Attest;

/// <summary>Reads a policy named on the command line.</summary>
internal static class PolicyFile
{
    /// <summary>The policy.</summary>
    /// <exception cref="CommandFailure">The file cannot be read, or is no policy; every fault is named.</exception>
    public static Policy Read(string path) => PolicyReader.TryRead(InputFiles.Read(path, PolicyReader.MaxLength), out Policy? policy, out IReadOnlyList<string> faults)
        ? policy
        : throw CommandFailure.Unusable($"the policy cannot be used: {string.Join("; ", faults)}", path);
}
