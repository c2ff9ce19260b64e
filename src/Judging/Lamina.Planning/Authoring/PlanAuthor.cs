using System.Collections.Immutable;
using Lamina.Onnx;
using Lamina.Plans;

namespace Lamina.Planning.Authoring;

/// <summary>Writes down a partition: reads the parts back from the files that will be served, so that the plan says what is there.</summary>
public static class PlanAuthor
{
    /// <summary>A plan with verdict <c>unjudged</c> for a folder that holds <c>head.onnx</c>, <c>body.onnx</c> and maybe <c>tail.onnx</c>.</summary>
    /// <param name="folder">Where the parts lie.</param>
    /// <param name="request">What was cut, where.</param>
    /// <exception cref="PlanException">A part has a tensor whose shape is not known once the batch is fixed, or of a type that plans have not.</exception>
    /// <exception cref="OnnxFormatException">A part cannot be read.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static Plan Unjudged(string folder, PlanRequest request)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(request);
        using OnnxModel whole = OnnxModel.Open(request.ModelPath);
        PartDescription head = PartDescription.Read(folder, "head.onnx", request);
        PartDescription body = PartDescription.Read(folder, "body.onnx", request);
        PartDescription? tail = File.Exists(Path.Combine(folder, "tail.onnx")) ? PartDescription.Read(folder, "tail.onnx", request) : null;
        ImmutableArray<TensorSpec> inputs = head.Part.Inputs;
        ImmutableArray<TensorSpec> outputs = (tail ?? body).Part.Outputs;
        return new Plan
        {
            FormatVersion = Plan.CurrentFormat,
            Model = new PlanModel
            {
                File = Path.GetFileName(request.ModelPath),
                Sha256 = request.ModelSha256 ?? DigestOf(request.ModelPath),
                Opset = whole.Opset,
                ExternalData = [.. whole.ExternalLocations.Select(location => PartDescription.Hash(Path.GetDirectoryName(Path.GetFullPath(request.ModelPath))!, location))],
            },
            Inputs = inputs,
            Outputs = outputs,
            Cut = new PlanCut
            {
                Label = request.CutLabel,
                Tensors = [.. head.Part.Outputs.Where(tensor => request.CutTensors.Contains(tensor.Name))],
                ShapeTensors = [.. head.Part.Outputs.Where(tensor => !request.CutTensors.Contains(tensor.Name))],
                Exposed = [.. body.Part.Inputs.Select(tensor => tensor.Name).Concat(body.Computed).Distinct()],
            },
            Head = head.Part,
            Body = body.Part,
            Tail = tail?.Part,
            Preprocessing = request.Preprocessing,
            Limits = PlanLimits.For(inputs, outputs),
            Verdict = PlanVerdict.Unjudged,
            Reasons = [],
            Leakage = [],
            Controls = [],
            Costs = [],
            Provenance = new PlanProvenance { CreatedBy = request.CreatedBy, ToolVersion = request.ToolVersion, Seeds = [], Data = [] },
        };
    }

    private static Sha256Digest DigestOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Sha256Digest.Of(file);
    }
}
