using System.Diagnostics.CodeAnalysis;
using Lamina.Onnx.Cuts;
using Lamina.Onnx.Shapes;

namespace Lamina.Onnx.Splitting;

/// <summary>
/// Splits a model at a cut. Head, body and tail run one after the other give the whole model's result, to the last bit where the runtime
/// changes nothing (graph optimisation off). Operators, attributes and fields this version does not know go to their part as they are.
/// </summary>
public static class GraphSplitter
{
    /// <summary>Splits a model, or says why not.</summary>
    /// <param name="model">The model; the parts read its file.</param>
    /// <param name="request">Where to cut.</param>
    /// <param name="parts">The parts, when the result is true.</param>
    /// <param name="refusal">What is wrong with the cut, when the result is false.</param>
    public static bool TrySplit(OnnxModel model, SplitRequest request, [NotNullWhen(true)] out ModelParts? parts, [NotNullWhen(false)] out CutRefusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(request);
        parts = null;
        var finder = new CutFinder(model.Graph);
        ShapeMap shapes = ShapeInference.Infer(model, new ShapeOptions { Recorded = request.Recorded });
        refusal = finder.Refuse(request.Cut) ?? (request.TailCut.Count > 0 ? finder.Refuse(request.TailCut) : null) ?? Untyped(request, shapes) ?? Unordered(finder, request);
        if (refusal is not null)
        {
            return false;
        }

        int[] Ids(IEnumerable<string> tensors) => [.. tensors.Distinct().Select(name => finder.Flow.TryId(name, out int id) ? id : -1)];
        IEnumerable<int[]> cuts = request.TailCut.Count > 0 ? [Ids(request.Cut), Ids(request.TailCut)] : [Ids(request.Cut)];
        var partition = new Partition(finder.Flow, shapes, cuts);
        if (partition.Fault is { } fault)
        {
            refusal = finder.Inseparable(request.Cut, fault);
            return false;
        }

        var writer = new PartWriter(model, finder.Flow, shapes);
        OnnxModel[] models = [.. partition.Parts.Select((plan, part) => writer.Write(plan, part))];
        string[] shapeTensors = [.. partition.Parts.SelectMany(part => part.ShapeInputs).Distinct().Select(id => finder.Flow.Names[id])];
        parts = new ModelParts(models[0], models[1], models.ElementAtOrDefault(2), [.. request.Cut.Distinct()], [.. request.TailCut.Distinct()], shapeTensors);
        return true;
    }

    private static CutRefusal? Untyped(SplitRequest request, ShapeMap shapes)
    {
        string? untyped = request.Cut.Concat(request.TailCut).FirstOrDefault(tensor => shapes[tensor].ElementType == ElementType.Undefined);
        return untyped is null ? null : new CutRefusal(
            [untyped],
            CutRefusalReason.Unfit,
            $"the element type of '{untyped}' is not known ({shapes.Gaps.FirstOrDefault(gap => gap.Tensor == untyped)?.Why}), a recording run can supply it",
            Bypass: null,
            Before: null,
            After: null);
    }

    /// <summary>The tail must begin after the cut: none of its tensors may be computed before it.</summary>
    private static CutRefusal? Unordered(CutFinder finder, SplitRequest request)
    {
        foreach (string tensor in request.TailCut)
        {
            if (request.Cut.Contains(tensor) || !finder.LiesBeyond(tensor, request.Cut))
            {
                return finder.Inseparable(request.TailCut, $"the tail would begin at '{tensor}', which is computed before the cut");
            }
        }

        return null;
    }
}
