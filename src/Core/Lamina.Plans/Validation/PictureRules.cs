using Lamina.Plans.Preprocess;

namespace Lamina.Plans.Validation;

/// <summary>An embedded preprocessing makes exactly the model's input.</summary>
internal static class PictureRules
{
    public static void Check(Plan plan, FaultList faults)
    {
        if (plan.Preprocessing is not { } preprocessing)
        {
            return;
        }

        FaultList own = new();
        PreprocessingValidator.Check("$.preprocessing", preprocessing, own);
        foreach (Fault fault in own.ToImmutable())
        {
            faults.Add(fault.Path, fault.Sentence);
        }

        if (!own.ToImmutable().IsEmpty || preprocessing.FixedSize() is not { } size)
        {
            return;
        }

        TensorSpec input = plan.Inputs[0];
        long batch = input.Shape.Length == 4 ? input.Shape[0] : 1;
        long[] wanted = preprocessing.Tensor.Layout == TensorLayout.Nchw ? [batch, 3, size.Height, size.Width] : [batch, size.Height, size.Width, 3];
        faults.Require(
            plan.Inputs.Length == 1 && input.Shape.AsSpan().SequenceEqual(wanted),
            "$.preprocessing",
            $"It makes [{string.Join(',', wanted)}], the model takes '{string.Join("', '", plan.Inputs)}'.");
    }
}
