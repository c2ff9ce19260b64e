using System.Collections.Immutable;

namespace Lamina.Plans.Validation;

/// <summary>
/// Parts fit together: input -> head -> cut -> body -> (tail) -> output, every tensor with one type and shape wherever it appears,
/// and the body gets nothing but the cut.
/// </summary>
internal static class FlowRules
{
    public static void Check(Plan plan, FaultList faults)
    {
        ImmutableArray<TensorSpec> crossing = [.. plan.Cut.Tensors, .. plan.Cut.ShapeTensors];
        ImmutableArray<TensorSpec> inEnclave = [.. plan.Inputs, .. plan.Head.Outputs];

        Contained("$.head.inputs", plan.Head.Inputs, plan.Inputs, "the model's inputs", faults);
        Contained("$.cut.tensors", plan.Cut.Tensors, plan.Head.Outputs, "the head's outputs", faults);
        Contained("$.cut.shape_tensors", plan.Cut.ShapeTensors, plan.Head.Outputs, "the head's outputs", faults);
        Contained("$.body.inputs", plan.Body.Inputs, crossing, "the cut", faults);
        Contained("$.cut.tensors", plan.Cut.Tensors, plan.Body.Inputs, "the body's inputs", faults);
        Contained("$.cut.shape_tensors", plan.Cut.ShapeTensors, plan.Body.Inputs, "the body's inputs", faults);
        if (plan.Tail is { } tail)
        {
            Contained("$.tail.inputs", tail.Inputs, [.. plan.Body.Outputs, .. inEnclave], "the outputs of head and body", faults);
            Contained("$.outputs", plan.Outputs, [.. tail.Outputs, .. plan.Body.Outputs, .. plan.Head.Outputs], "the parts' outputs", faults);
        }
        else
        {
            Contained("$.outputs", plan.Outputs, [.. plan.Body.Outputs, .. plan.Head.Outputs], "the parts' outputs", faults);
        }

        for (int i = 0; i < plan.Cut.ShapeTensors.Length; i++)
        {
            faults.Require(
                plan.Cut.ShapeTensors[i].Type is ElementType.Int64 or ElementType.Int32 && plan.Cut.ShapeTensors[i].ElementCount() <= 64,
                $"$.cut.shape_tensors[{i}]",
                "A shape of at most 64 int64 or int32 values was wanted: anything else could carry content past the measurements.");
        }

        Exposure(plan, crossing, faults);
    }

    private static void Exposure(Plan plan, ImmutableArray<TensorSpec> crossing, FaultList faults)
    {
        var exposed = plan.Cut.Exposed.ToHashSet(StringComparer.Ordinal);
        foreach (string name in crossing.Concat(plan.Body.Outputs).Select(tensor => tensor.Name).Where(name => !exposed.Contains(name)).Distinct())
        {
            faults.Add("$.cut.exposed", $"The worker sees '{name}', which is not listed.");
        }

        foreach (string name in plan.Inputs.Select(tensor => tensor.Name).Where(exposed.Contains))
        {
            faults.Add("$.cut.exposed", $"The model's input '{name}' is exposed: that is no partition.");
        }
    }

    private static void Contained(string path, ImmutableArray<TensorSpec> tensors, ImmutableArray<TensorSpec> among, string where, FaultList faults)
    {
        for (int i = 0; i < tensors.Length; i++)
        {
            if (!among.Contains(tensors[i]))
            {
                TensorSpec? namesake = among.FirstOrDefault(other => other.Name == tensors[i].Name);
                faults.Add($"{path}[{i}]", namesake is null
                    ? $"'{tensors[i].Name}' is not among {where}."
                    : $"'{tensors[i]}' is '{namesake}' among {where}.");
            }
        }
    }
}
