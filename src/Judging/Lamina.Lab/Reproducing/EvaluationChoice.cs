using System.Collections.Immutable;
using Lamina.Planning.Choosing;
using Lamina.Plans;
using Lamina.Plans.Measured;

namespace Lamina.Lab.Reproducing;

/// <summary>What the results at hand say of the cuts of one subject. They can condemn; nothing here acquits, since no piece runs a whole portfolio.</summary>
/// <param name="Rows">Measurements at each cut.</param>
/// <param name="States">Of each cut: <c>leaks</c>, <c>condemned</c> by a deeper one, <c>not broken</c>, or <c>not run</c>.</param>
/// <param name="First">Index of the first cut that is neither broken nor condemned; the number of cuts where all are.</param>
/// <param name="WaitsFor">Cuts whose inverse network must be run before that is known.</param>
internal sealed record EvaluationChoice(ImmutableArray<ImmutableArray<LeakageRow>> Rows, ImmutableArray<string> States, int First, ImmutableArray<int> WaitsFor)
{
    /// <summary>The index at which the white-box attacks run as at the chosen cut: the chosen one, else the last, the nearest miss.</summary>
    public int Chosen => Math.Min(First, States.Length - 1);

    /// <summary>Looks at the results of a subject.</summary>
    public static EvaluationChoice Of(EvaluationSubject subject, IReadOnlyList<EvaluationResult> results, PlanBudget budget)
    {
        int cuts = subject.Cuts.Length;
        ImmutableArray<LeakageRow>[] rows = [.. subject.Cuts.Select(label => results.Where(result => result.Cut == label).SelectMany(result => result.Leakage).ToImmutableArray())];
        int lastBroken = Enumerable.Range(0, cuts).LastOrDefault(i => rows[i].Any(row => Exceedance.Breaks(row, budget)), -1);
        bool Learned(int i) => results.Any(result => result.Piece == new EvaluationPiece(EvaluationKind.InverseNetwork, subject, i).Id);
        string State(int i) => rows[i].Any(row => Exceedance.Breaks(row, budget)) ? "leaks"
            : i < lastBroken ? "condemned"
            : Learned(i) ? "not broken" : "not run";
        return new EvaluationChoice(
            [.. rows],
            [.. Enumerable.Range(0, cuts).Select(State)],
            lastBroken + 1,
            [.. Enumerable.Range(lastBroken + 1, cuts - lastBroken - 1).Where(i => !Learned(i))]);
    }
}
