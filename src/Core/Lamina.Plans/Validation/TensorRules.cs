using System.Collections.Immutable;

namespace Lamina.Plans.Validation;

/// <summary>Every tensor has a name and a concrete shape of bearable size.</summary>
internal static class TensorRules
{
    private const int MaxTensors = 256;
    private const int MaxRank = 16;
    private const int MaxName = 1024;
    private const int MaxExposed = 100_000;

    /// <summary>True if shapes may be compared and multiplied.</summary>
    public static bool Check(Plan plan, FaultList faults)
    {
        bool sound = List("$.inputs", plan.Inputs, 1, faults) & List("$.outputs", plan.Outputs, 1, faults)
            & List("$.cut.tensors", plan.Cut.Tensors, 1, faults) & List("$.cut.shape_tensors", plan.Cut.ShapeTensors, 0, faults)
            & Part("$.head", plan.Head, faults) & Part("$.body", plan.Body, faults)
            & (plan.Tail is null || Part("$.tail", plan.Tail, faults));

        faults.Text("$.cut.label", plan.Cut.Label);
        faults.Count("$.cut.exposed", plan.Cut.Exposed.Length, 1, MaxExposed);
        var exposed = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < plan.Cut.Exposed.Length; i++)
        {
            Name($"$.cut.exposed[{i}]", plan.Cut.Exposed[i], faults);
            faults.Require(exposed.Add(plan.Cut.Exposed[i]), $"$.cut.exposed[{i}]", "This tensor is named twice.");
        }

        return sound;
    }

    private static bool Part(string path, PlanPart part, FaultList faults) =>
        List($"{path}.inputs", part.Inputs, 1, faults) & List($"{path}.outputs", part.Outputs, 1, faults);

    private static bool List(string path, ImmutableArray<TensorSpec> tensors, int least, FaultList faults)
    {
        faults.Count(path, tensors.Length, least, MaxTensors);
        bool sound = tensors.Length >= least && tensors.Length <= MaxTensors;
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < tensors.Length; i++)
        {
            if (tensors[i] is null || !Enum.IsDefined(tensors[i].Type))
            {
                sound = false;
                faults.Add($"{path}[{i}]", "A tensor of a known element type was wanted.");
                continue;
            }

            Name($"{path}[{i}].name", tensors[i].Name, faults);
            faults.Require(names.Add(tensors[i].Name), $"{path}[{i}].name", "This tensor is named twice.");
            if (!Bearable(tensors[i]))
            {
                sound = false;
                faults.Add($"{path}[{i}].shape", $"At most {MaxRank} dimensions of at least 1 and at most {PlanLimits.MaxMessageBytes} bytes in all were wanted.");
            }
        }

        return sound;
    }

    private static bool Bearable(TensorSpec tensor)
    {
        Int128 bytes = tensor.Type.Size();
        foreach (long dimension in tensor.Shape)
        {
            if (dimension < 1 || (bytes *= dimension) > PlanLimits.MaxMessageBytes)
            {
                return false;
            }
        }

        return tensor.Shape.Length <= MaxRank;
    }

    private static void Name(string path, string name, FaultList faults) => faults.Require(
        name.Length is > 0 and <= MaxName && !name.Any(char.IsControl), path, $"A tensor name of 1 to {MaxName} characters without control characters was wanted.");
}
