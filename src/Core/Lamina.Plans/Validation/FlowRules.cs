using System.Collections.Immutable;

namespace Lamina.Plans.Validation;

/// <summary>
/// Parts fit together: input -> head -> cut -> body -> (tail) -> output, every tensor with one type and shape wherever it appears. Nothing leaves
/// the enclave but the cut, and nothing but shapes goes past the body: what is measured is what the worker sees, and what it gives is what the tail gets.
/// </summary>
internal static class FlowRules
{
    public static void Check(Plan plan, FaultList faults)
    {
        ImmutableArray<TensorSpec> crossing = [.. plan.Cut.Tensors, .. plan.Cut.ShapeTensors];
        Contained("$.head.inputs", plan.Head.Inputs, plan.Inputs, "the model's inputs", faults);
        Contained("$.inputs", plan.Inputs, plan.Head.Inputs, "the head's inputs", faults);
        Contained("$.head.outputs", plan.Head.Outputs, crossing, "the cut", faults);
        Contained("$.cut.tensors", plan.Cut.Tensors, plan.Head.Outputs, "the head's outputs", faults);
        Contained("$.cut.shape_tensors", plan.Cut.ShapeTensors, plan.Head.Outputs, "the head's outputs", faults);
        Contained("$.body.inputs", plan.Body.Inputs, crossing, "the cut", faults);
        Contained("$.cut.tensors", plan.Cut.Tensors, plan.Body.Inputs, "the body's inputs", faults);

        // A shape may be wanted after the body too, or only there: the tail has it from the head, not from the worker.
        Contained("$.cut.shape_tensors", plan.Cut.ShapeTensors, [.. plan.Body.Inputs, .. plan.Tail?.Inputs ?? []], "the inputs of body and tail", faults);
        if (plan.Tail is { } tail)
        {
            Contained("$.tail.inputs", tail.Inputs, [.. plan.Body.Outputs, .. plan.Cut.ShapeTensors], "the body's outputs and the cut's shapes", faults);
            Contained("$.outputs", plan.Outputs, tail.Outputs, "the tail's outputs", faults);
        }
        else
        {
            Contained("$.outputs", plan.Outputs, plan.Body.Outputs, "the body's outputs", faults);
        }

        for (int i = 0; i < plan.Cut.ShapeTensors.Length; i++)
        {
            faults.Require(
                plan.Cut.ShapeTensors[i].Type is ElementType.Int64 or ElementType.Int32 && plan.Cut.ShapeTensors[i].ElementCount() <= 64,
                $"$.cut.shape_tensors[{i}]",
                "A shape of at most 64 int64 or int32 values was wanted: anything else could carry content past the measurements.");
        }

        Exposure(plan, faults);
    }

    private static void Exposure(Plan plan, FaultList faults)
    {
        var exposed = plan.Cut.Exposed.ToHashSet(StringComparer.Ordinal);
        foreach (string name in plan.Body.Inputs.Concat(plan.Body.Outputs).Select(tensor => tensor.Name).Where(name => !exposed.Contains(name)).Distinct())
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
