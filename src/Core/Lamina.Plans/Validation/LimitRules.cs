namespace Lamina.Plans.Validation;

/// <summary>Every request and answer fits its one size.</summary>
internal static class LimitRules
{
    public static void Check(Plan plan, FaultList faults)
    {
        Size("$.limits.request_bytes", plan.Limits.RequestBytes, PlanLimits.MessageBytes(plan.Inputs), faults);
        Size("$.limits.answer_bytes", plan.Limits.AnswerBytes, PlanLimits.MessageBytes(plan.Outputs), faults);
    }

    private static void Size(string path, long found, long needed, FaultList faults) => faults.Require(
        found >= needed && found <= PlanLimits.MaxMessageBytes,
        path,
        $"{needed} (what the shapes need) to {PlanLimits.MaxMessageBytes} bytes were wanted, found {found}.");
}
