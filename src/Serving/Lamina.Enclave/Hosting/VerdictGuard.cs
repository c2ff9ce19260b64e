using Lamina.Plans;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Enclave.Hosting;

/// <summary>Keeps an operator from serving by mistake what was not judged within its budget. No security decision: the client's policy names the plan.</summary>
internal static class VerdictGuard
{
    /// <summary>Passes plans within their budget, and others if the operator named their verdict.</summary>
    /// <exception cref="EnclaveStartException">The operator has to say so first.</exception>
    public static void Check(Plan plan, PlanVerdict? accepted)
    {
        if (plan.IsWithinBudget() || plan.Verdict == accepted)
        {
            return;
        }

        string verdict = plan.Verdict.Name();
        string why = plan.Verdict == PlanVerdict.WithinBudget ? $"{verdict}, but only demonstrated on data that is not of the model's own kind" : verdict;
        throw new EnclaveStartException(ExitCode.Failed, $"the plan's verdict is {why}; to serve it all the same, say --accept-verdict {verdict}");
    }
}
