namespace Lamina.Plans.Validation;

/// <summary>A verdict comes with what it rests on: a budget, a scope, reasons, rows.</summary>
internal static class JudgementRules
{
    private const int MaxReasons = 1000;
    private const int MaxBudgetLimits = 64;

    public static void Check(Plan plan, FaultList faults)
    {
        if (plan.Verdict != PlanVerdict.Unjudged)
        {
            string verdict = plan.Verdict.Name();
            faults.Require(plan.Budget is not null, "$.budget", $"The verdict '{verdict}' needs the budget it was judged by.");
            faults.Require(plan.Scope is not null, "$.scope", $"The verdict '{verdict}' needs the scope it holds for.");
            faults.Require(!plan.Reasons.IsEmpty, "$.reasons", $"The verdict '{verdict}' needs a reason.");
        }

        if (plan.Verdict is PlanVerdict.Leaks or PlanVerdict.WithinBudget)
        {
            faults.Require(!plan.Leakage.IsEmpty, "$.leakage", $"The verdict '{plan.Verdict.Name()}' needs the leakage it rests on.");
        }

        if (plan.Verdict == PlanVerdict.WithinBudget)
        {
            faults.Require(plan.Leakage.Any(row => row.Counted), "$.leakage", "The verdict 'within-budget' needs an attack that counted.");
            faults.Require(plan.Controls.Any(row => row.Passed), "$.controls", "The verdict 'within-budget' needs a control that passed.");
        }

        faults.Count("$.reasons", plan.Reasons.Length, 0, MaxReasons);
        for (int i = 0; i < plan.Reasons.Length; i++)
        {
            faults.Text($"$.reasons[{i}]", plan.Reasons[i]);
        }

        Scope(plan.Scope, faults);
        Budget(plan.Budget, faults);
    }

    private static void Scope(PlanScope? scope, FaultList faults)
    {
        if (scope is null)
        {
            return;
        }

        faults.Text("$.scope.model", scope.Model);
        faults.Count("$.scope.input_shape", scope.InputShape.Length, 1, 16);
        faults.Require(scope.InputShape.All(dimension => dimension >= 1), "$.scope.input_shape", "Dimensions of at least 1 were wanted.");
        faults.Text("$.scope.kind_of_image", scope.KindOfImage);
        faults.Text("$.scope.adversary_data", scope.AdversaryData);
        faults.AtLeast("$.scope.adversary_images", scope.AdversaryImages ?? 1, 1);
    }

    private static void Budget(PlanBudget? budget, FaultList faults)
    {
        if (budget is null)
        {
            return;
        }

        faults.Identifier("$.budget.name", budget.Name);
        faults.Count("$.budget.limits", budget.Limits.Length, 1, MaxBudgetLimits);
        var seen = new HashSet<(string, LimitBasis)>();
        for (int i = 0; i < budget.Limits.Length; i++)
        {
            BudgetLimit limit = budget.Limits[i];
            string path = $"$.budget.limits[{i}]";
            faults.Identifier($"{path}.metric", limit.Metric);
            faults.Require(seen.Add((limit.Metric, limit.Basis)), path, "This metric is limited twice on the same basis.");
            faults.Finite($"{path}.max", limit.Max);
            if (limit.Victims is { } victims)
            {
                faults.Finite($"{path}.victims.above", victims.Above);
                faults.Share($"{path}.victims.max_share", victims.MaxShare);
                faults.AtLeast($"{path}.victims.from_victims", victims.FromVictims, 1);
            }
        }
    }
}
