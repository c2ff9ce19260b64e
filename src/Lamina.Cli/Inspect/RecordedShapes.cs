using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.Onnx.Shapes;
using Lamina.Runtime;

namespace Lamina.Cli.Inspect;

/// <summary>Inspects a model, and where static inference ends has ONNX Runtime run it once, with one picture of zeros, to fill the rest.</summary>
internal static class RecordedShapes
{
    /// <summary>What is known of the model, and what the run told of it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What to look for.</param>
    /// <param name="say">Told of the run, and why it could not be made.</param>
    /// <exception cref="OnnxFormatException">The graph is not well-formed.</exception>
    public static (ModelInspection Inspection, IReadOnlyDictionary<string, TensorType> Recorded) Inspect(OnnxModel model, InspectionOptions options, Action<string> say)
    {
        ModelInspection inspection = ModelInspection.Of(model, options);
        if (inspection.Sample.Gaps.Count == 0)
        {
            return (inspection, options.Recorded);
        }

        ShapeGap gap = inspection.Sample.Gaps[0];
        string where = $"the shapes of {inspection.Sample.Gaps.Count} tensors do not follow from the graph, the first at '{gap.Tensor}' ({gap.Why})";
        try
        {
            Dictionary<string, TensorType> recorded = Recording.Run(model).ToDictionary(pair => pair.Key, pair => new TensorType(pair.Value.Type, TensorShape.Of(pair.Value.Shape)));
            say($"{where}: taken from one run on ONNX Runtime with an input of zeros");
            return (ModelInspection.Of(model, options with { Recorded = recorded }), recorded);
        }
        catch (InferenceException fault)
        {
            say($"{where}, and ONNX Runtime did not run the model to tell them: {fault.Message}");
            return (inspection, options.Recorded);
        }
    }
}
