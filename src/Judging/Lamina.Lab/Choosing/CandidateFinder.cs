using System.Collections.Immutable;
using Lamina.Lab.Attacks;
using Lamina.Onnx.Inspection;
using Lamina.Onnx.Splitting;

namespace Lamina.Lab.Choosing;

/// <summary>Which cuts a plan looks at.</summary>
internal static class CandidateFinder
{
    /// <summary>Work between two cuts, as a share of the model's, that is not worth telling them apart.</summary>
    private const double SameWork = 0.01;

    /// <summary>The cuts that were named, in the graph's order.</summary>
    /// <exception cref="Refusal">A name is unknown, or a set is no cut: exit code 2.</exception>
    public static ImmutableArray<CutName> Named(ModelInspection inspection, IEnumerable<string> at) =>
        [.. at.Select(text => CutName.Resolve(inspection, text)).DistinctBy(cut => string.Join('\n', cut.Tensors)).OrderBy(cut => Depth(inspection, cut))];

    /// <summary>
    /// Every cut of one tensor at which the model can be parted, without those that a later one beats: no more bytes, and hardly more
    /// work before it. Where still too many are left, some evenly over the work.
    /// </summary>
    /// <exception cref="Refusal">The model has none: exit code 2.</exception>
    public static ImmutableArray<CutName> Find(ModelInspection inspection, int most)
    {
        CutDescription[] cuts = [.. inspection.Cuts.Where(cut => cut.Tensors.Count == 1 && cut.Bytes is not null && cut.ParametersBefore > 0)];
        double same = SameWork * (inspection.Macs ?? 0);
        CutDescription[] kept = [.. cuts.Where((cut, i) => !cuts.Skip(i + 1).Any(later => later.Bytes <= cut.Bytes && later.MacsBefore - cut.MacsBefore <= same))
            .Where(cut => GraphSplitter.TrySplit(inspection.Model, new SplitRequest { Cut = cut.Tensors }, out _, out _))];
        return kept.Length == 0
            ? throw new Refusal(ExitCode.Usage, "The model has no cut of one tensor after a learned layer; name one of several with --at.")
            : [.. Thin(kept, most).Select(cut => new CutName([.. cut.Tensors], cut.Label))];
    }

    private static IEnumerable<CutDescription> Thin(CutDescription[] cuts, int most) => cuts.Length <= most || most < 2
        ? cuts.TakeLast(Math.Max(1, most))
        : Enumerable.Range(0, most).Select(i => cuts[i * (cuts.Length - 1) / (most - 1)]);

    private static int Depth(ModelInspection inspection, CutName cut) =>
        inspection.Finder.Singles.Count(single => !inspection.Finder.LiesBeyond(single, cut.Tensors));
}
