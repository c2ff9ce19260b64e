using System.Collections.Immutable;
using Lamina.Plans.Preprocess;

namespace Lamina.Plans.Validation;

/// <summary>Rules of a preprocessing, in a file or in a plan.</summary>
internal static class PreprocessingValidator
{
    public const int MaxSide = 8192;
    private const int MaxSteps = 8;
    private const int MaxLabels = 100_000;

    public static ImmutableArray<Fault> Validate(Preprocessing preprocessing)
    {
        var faults = new FaultList();
        Check("$", preprocessing, faults);
        return faults.ToImmutable();
    }

    public static void Check(string path, Preprocessing preprocessing, FaultList faults)
    {
        faults.Count($"{path}.geometry", preprocessing.Geometry.Length, 1, MaxSteps);
        bool sound = true;
        for (int i = 0; i < preprocessing.Geometry.Length; i++)
        {
            sound &= Step($"{path}.geometry[{i}]", preprocessing.Geometry[i], faults);
        }

        if (sound && !preprocessing.Geometry.IsEmpty)
        {
            faults.Require(
                preprocessing.FixedSize() is { Width: >= 1 and <= MaxSide, Height: >= 1 and <= MaxSide },
                $"{path}.geometry",
                $"Steps that end in one size of 1 to {MaxSide} for every picture were wanted.");
        }

        Tensor($"{path}.tensor", preprocessing.Tensor, faults);
        if (preprocessing.Labels is { } labels)
        {
            faults.Count($"{path}.labels", labels.Length, 1, MaxLabels);
            for (int i = 0; i < labels.Length; i++)
            {
                faults.Text($"{path}.labels[{i}]", labels[i]);
            }
        }
    }

    private static bool Step(string path, GeometryStep step, FaultList faults)
    {
        switch (step)
        {
            case { CropCenter: { } crop, Resize: null }:
                return Crop($"{path}.crop_center", crop, faults);
            case { CropCenter: null, Resize: { } resize }:
                return Scale($"{path}.resize", resize, faults);
            default:
                faults.Add(path, "Exactly one of crop_center and resize was wanted.");
                return false;
        }
    }

    private static bool Crop(string path, CropCenter crop, FaultList faults)
    {
        bool fraction = crop is { FractionOfShortSide: > 0 and <= 1, Width: null, Height: null };
        bool size = crop is { FractionOfShortSide: null, Width: >= 1 and <= MaxSide, Height: >= 1 and <= MaxSide };
        faults.Require(fraction || size, path, $"Either fraction_of_short_side above 0 up to 1, or width and height of 1 to {MaxSide}, was wanted.");
        return fraction || size;
    }

    private static bool Scale(string path, Resize resize, FaultList faults)
    {
        bool proportion = resize is { ShortSide: >= 1 and <= MaxSide, Width: null, Height: null };
        bool size = resize is { ShortSide: null, Width: >= 1 and <= MaxSide, Height: >= 1 and <= MaxSide };
        faults.Require(proportion || size, path, $"Either short_side, or width and height, of 1 to {MaxSide} was wanted.");
        return proportion || size;
    }

    private static void Tensor(string path, TensorForm tensor, FaultList faults)
    {
        faults.Require(tensor.Mean.Length == 3 && tensor.Mean.All(double.IsFinite), $"{path}.mean", "Three finite numbers were wanted.");
        faults.Require(
            tensor.Std.Length == 3 && tensor.Std.All(value => double.IsFinite(value) && value >= 1e-6),
            $"{path}.std",
            "Three finite numbers of at least 1e-6 were wanted.");
    }
}
