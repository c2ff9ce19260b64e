using Lamina.Plans;
using Lamina.Shared.ProgramOptions;
using Lamina.Shared.Serve;

namespace Lamina.Enclave.Hosting;

/// <summary>The operator's guard as this program's start has it: <see cref="VerdictRule"/>.</summary>
internal static class VerdictGuard
{
    /// <summary>Passes plans within their budget, and others if the operator named their verdict.</summary>
    /// <exception cref="EnclaveStartException">The operator has to say so first.</exception>
    public static void Check(Plan plan, PlanVerdict? accepted)
    {
        if (VerdictRule.Refusal(plan, accepted) is { } refusal)
        {
            throw new EnclaveStartException(ExitCode.Failed, refusal);
        }
    }
}
