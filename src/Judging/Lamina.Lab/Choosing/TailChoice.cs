using System.Collections.Immutable;
using System.Globalization;
using Lamina.Lab.Attacks;
using Lamina.Onnx.Cuts;
using Lamina.Onnx.Inspection;
using Lamina.Onnx.Splitting;
using Lamina.Planning.Choosing;
using Lamina.Plans.Measured;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Lab.Choosing;

/// <summary>The last layers that stay in the enclave, or could.</summary>
/// <param name="Chosen">Tensors at which the tail begins; empty for no tail.</param>
internal sealed record TailChoice(ImmutableArray<string> Chosen)
{
    private const string Limits = "a tail hides the prediction only from a worker without the tail's weights, labelled examples, or an accomplice among the clients";

    /// <summary>Reads what was asked.</summary>
    /// <param name="inspection">The model.</param>
    /// <param name="cuts">The candidates in the graph's order.</param>
    /// <param name="asked"><c>auto</c>, a tensor or a label; null for no tail.</param>
    /// <exception cref="Refusal">No tail follows, or the name is unknown: exit code 2.</exception>
    public static TailChoice Of(ModelInspection inspection, ImmutableArray<CutName> cuts, string? asked) => asked switch
    {
        null => new TailChoice([]),
        "auto" => TailFinder.Find(inspection, cuts[0].Tensors) is { } found
            ? new TailChoice([found])
            : throw new Refusal(ExitCode.Usage, $"No global pooling and no linear layer follows {cuts[0].Label}, where a tail could begin; name a tensor with --tail.", "--tail"),
        _ => new TailChoice(CutName.Resolve(inspection, asked).Tensors),
    };

    /// <summary>The candidates that lie before the tail.</summary>
    /// <exception cref="Refusal">A named candidate does not, or none does: exit code 2.</exception>
    public ImmutableArray<CutName> Fitting(ModelInspection inspection, ImmutableArray<CutName> cuts, bool named)
    {
        if (Chosen.IsEmpty)
        {
            return cuts;
        }

        var kept = ImmutableArray.CreateBuilder<CutName>();
        CutRefusal? refusal = null;
        foreach (CutName cut in cuts)
        {
            if (GraphSplitter.TrySplit(inspection.Model, new SplitRequest { Cut = cut.Tensors, TailCut = Chosen }, out _, out CutRefusal? why))
            {
                kept.Add(cut);
            }
            else
            {
                refusal = why;
            }
        }

        return refusal is not null && (named || kept.Count == 0) ? throw new Refusal(ExitCode.Usage, refusal.ToString()) : kept.ToImmutable();
    }

    /// <summary>What the worker learns of the prediction, and what a tail does about it, in sentences.</summary>
    public IEnumerable<string> Sentences(ModelInspection inspection, Decision decision)
    {
        if (!Chosen.IsEmpty)
        {
            yield return $"The enclave computes the prediction itself, from {string.Join(" and ", Chosen.Select(inspection.Labels.Of))} on: {Limits}.";
            yield break;
        }

        if ((decision.Outcomes.FirstOrDefault(outcome => outcome.State == CutState.Chosen) ?? decision.NearestMiss) is not { } told)
        {
            yield break;
        }

        LeakageRow? probe = told.Finding?.Leakage.FirstOrDefault(row => row.Metric == Metric.Label.Name && row.Attack == AttackKind.LabelProbe.Name && row.Tensors.SequenceEqual(told.Cut.Tensors));
        string known = probe is null ? ""
            : string.Create(CultureInfo.InvariantCulture, $" Against a worker with labelled examples it would not help more than to the {probe.Score.Mean:0%} of labels that a probe reads off {told.Cut} already.");
        yield return TailFinder.Find(inspection, told.Cut.Tensors) is { } start
            ? $"The worker computes the prediction, and so knows it. Recommended where that matters: --tail auto keeps the layers from {inspection.Labels.Of(start)} on in the enclave; {Limits}.{known}"
            : $"The worker computes the prediction, and so knows it; no global pooling and no linear layer follows {told.Cut}, where a tail could begin.{known}";
    }
}
