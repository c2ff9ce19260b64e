using System.Collections.Immutable;

namespace Lamina.Plans.Validation;

/// <summary>Runs every rule and returns every fault.</summary>
internal static class PlanValidator
{
    public static ImmutableArray<Fault> Validate(Plan plan)
    {
        var faults = new FaultList();
        faults.Require(plan.FormatVersion == Plan.CurrentFormat, "$.format_version", $"Version {Plan.CurrentFormat} was wanted, found {plan.FormatVersion}.");
        FileRules.Check(plan, faults);
        bool tensorsAreSound = TensorRules.Check(plan, faults);
        if (tensorsAreSound)
        {
            // What follows compares and multiplies shapes, so it waits for shapes that can be compared and multiplied.
            FlowRules.Check(plan, faults);
            LimitRules.Check(plan, faults);
            PictureRules.Check(plan, faults);
        }

        JudgementRules.Check(plan, faults);
        RowRules.Check(plan, faults);
        ProvenanceRules.Check(plan.Provenance, faults);
        return faults.ToImmutable();
    }
}
