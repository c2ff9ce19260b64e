using Lamina.Plans;

namespace Lamina.Shared.Serve;

/// <summary>Keeps an operator from serving by mistake what was not judged within its budget. No security decision: the client's policy names the plan.</summary>
internal static class VerdictRule
{
    /// <summary>Why a plan is not served, or null: plans within their budget are, and others if the operator named their verdict.</summary>
    public static string? Refusal(Plan plan, PlanVerdict? accepted)
    {
        if (plan.IsWithinBudget() || plan.Verdict == accepted)
        {
            return null;
        }

        string verdict = plan.Verdict.Name();
        string why = plan.Verdict == PlanVerdict.WithinBudget ? $"{verdict}, but only demonstrated on data that is not of the model's own kind" : verdict;
        return $"the plan's verdict is {why}; to serve it all the same, say --accept-verdict {verdict}";
    }
}
