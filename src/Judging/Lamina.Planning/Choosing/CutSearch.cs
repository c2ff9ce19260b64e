using System.Collections.Immutable;
using System.Globalization;
using Lamina.Plans;

namespace Lamina.Planning.Choosing;

/// <summary>
/// Finds the cheapest cut within the budget with as few attacks as it can. What breaks a deeper tensor condemns every earlier cut,
/// since the worker could compute the one from the other; so each single attack goes from the deepest candidate upwards and stops at
/// its first break. Only the survivors meet the whole portfolio, the cheapest first.
/// </summary>
public sealed class CutSearch
{
    private const int DeeperJudged = 2;

    private readonly IReadOnlyList<CutCandidate> _cuts;
    private readonly PlanBudget _budget;
    private readonly ILeakageSource _source;
    private readonly CutOutcome[] _outcomes;

    private CutSearch(IReadOnlyList<CutCandidate> cuts, CutConstraints constraints, PlanBudget budget, ILeakageSource source)
    {
        _cuts = cuts;
        _budget = budget;
        _source = source;
        _outcomes = [.. cuts.Select(cut => constraints.Refusal(cut) is { } refusal
            ? new CutOutcome(cut, CutState.TooCostly, refusal + ".", null)
            : new CutOutcome(cut, CutState.NotTried, "It was not tried: a cheaper cut fitted or the search ended before.", null))];
    }

    /// <summary>Searches.</summary>
    /// <param name="cuts">The candidates in the graph's order, at least one; each follows from every earlier one.</param>
    /// <param name="constraints">What a cut may cost.</param>
    /// <param name="budget">What a cut may leak.</param>
    /// <param name="source">Runs the attacks, or remembers them.</param>
    /// <param name="progress">Told before every step.</param>
    /// <param name="cancellation">Interrupts the search; the source keeps what is finished.</param>
    public static async Task<Decision> RunAsync(
        IReadOnlyList<CutCandidate> cuts, CutConstraints constraints, PlanBudget budget, ILeakageSource source, Action<SearchProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cuts);
        ArgumentNullException.ThrowIfNull(constraints);
        ArgumentNullException.ThrowIfNull(budget);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfZero(cuts.Count);
        var search = new CutSearch(cuts, constraints, budget, source);
        await search.ScreenAsync(progress, cancellation).ConfigureAwait(false);
        (CutOutcome? chosen, LeakageFinding? finding) = await search.JudgeAsync(progress, cancellation).ConfigureAwait(false);
        return search.Decide(chosen, finding);
    }

    /// <summary>Every single attack from the deepest candidate upwards, until it breaks one or only condemned ones are left.</summary>
    private async Task ScreenAsync(Action<SearchProgress>? progress, CancellationToken cancellation)
    {
        foreach (string screen in _source.Screens)
        {
            // A cut that is too costly still tells of those before it: it is attacked where one of them is still in the race.
            for (int i = _cuts.Count - 1; i >= 0 && Open().Any(open => open <= i); i--)
            {
                if (_outcomes[i].State is CutState.Leaks or CutState.Condemned)
                {
                    break;
                }

                progress?.Invoke(new SearchProgress("screen", _cuts[i], screen, Open().Count()));
                LeakageFinding finding = await _source.ScreenAsync(screen, _cuts[i], cancellation).ConfigureAwait(false);
                if (finding.Verdict == PlanVerdict.Leaks)
                {
                    Break(i, finding);
                    break;
                }

                _outcomes[i] = _outcomes[i] with { Finding = Merge(_outcomes[i].Finding, finding) };
            }
        }
    }

    /// <summary>The whole portfolio, the cheapest survivor first, until one fits on victims that chose nothing.</summary>
    private async Task<(CutOutcome? Chosen, LeakageFinding? Finding)> JudgeAsync(Action<SearchProgress>? progress, CancellationToken cancellation)
    {
        int tries = 0;
        while (Next() is { } i)
        {
            CutCandidate[] deeper = [.. _cuts.Skip(i + 1).Take(DeeperJudged)];
            progress?.Invoke(new SearchProgress("judge", _cuts[i], null, Open().Count()));
            LeakageFinding finding = await _source.JudgeAsync(_cuts[i], deeper, cancellation).ConfigureAwait(false);
            if (finding.Verdict == PlanVerdict.WithinBudget)
            {
                progress?.Invoke(new SearchProgress("confirm", _cuts[i], null, Open().Count()));
                finding = await _source.ConfirmAsync(_cuts[i], deeper, ++tries, cancellation).ConfigureAwait(false);
            }

            switch (finding.Verdict)
            {
                case PlanVerdict.WithinBudget:
                    _outcomes[i] = new CutOutcome(_cuts[i], CutState.Chosen, Sentence(_cuts[i], finding), finding);
                    return (_outcomes[i], finding);
                case PlanVerdict.Leaks:
                    Break(i, finding);
                    break;
                default:
                    _outcomes[i] = new CutOutcome(_cuts[i], CutState.Inconclusive, $"At {_cuts[i]} nothing could be concluded, which is treated as leaking: {finding.Reasons.FirstOrDefault()}", finding);
                    break;
            }
        }

        return (null, null);
    }

    private Decision Decide(CutOutcome? chosen, LeakageFinding? finding)
    {
        ImmutableArray<CutOutcome> outcomes = [.. _outcomes];
        CutOutcome? lastBroken = outcomes.LastOrDefault(outcome => outcome.State == CutState.Leaks);
        CutOutcome? miss = chosen is not null ? null : outcomes
            .Where(outcome => outcome.State is CutState.Leaks or CutState.Inconclusive && outcome.Finding is not null)
            .OrderBy(outcome => outcome.State == CutState.Inconclusive ? 0 : 1)
            .ThenBy(outcome => Exceedance.Worst(outcome.Finding!.Leakage, _budget)?.Margin ?? double.PositiveInfinity)
            .FirstOrDefault();
        string decision = chosen is not null
            ? Price(chosen)
            : miss is not null ? $"No cut fits the budget '{_budget.Name}'; the nearest miss is {miss.Cut}." : "No cut is allowed by the constraints.";
        return new Decision
        {
            Chosen = chosen?.Cut,
            Verdict = chosen is not null ? PlanVerdict.WithinBudget : outcomes.Any(outcome => outcome.State == CutState.Inconclusive) ? PlanVerdict.Inconclusive : PlanVerdict.Leaks,
            Reasons = [decision, .. Sentences(lastBroken), .. Sentences(chosen), .. Sentences(miss == lastBroken ? null : miss), .. finding?.Reasons ?? [], .. outcomes.Where(outcome => outcome.State == CutState.TooCostly).Select(outcome => outcome.Sentence)],
            NearestMiss = miss,
            Outcomes = outcomes,
            Margins = ParetoFront.Margins(outcomes, _budget),
            Pareto = ParetoFront.Of(outcomes, _budget),
        };
    }

    private static IEnumerable<string> Sentences(CutOutcome? outcome) => outcome is null ? [] : [outcome.Sentence];

    private static string Price(CutOutcome chosen) => string.Create(
        CultureInfo.InvariantCulture, $"{chosen.Cut} is the cheapest cut within the budget: {chosen.Cut.Cost.TotalMs:0.##} ms a request, {chosen.Cut.ExposedBytes:#,0} bytes cross to the worker.");

    private IEnumerable<int> Open() => Enumerable.Range(0, _cuts.Count).Where(i => _outcomes[i].State == CutState.NotTried);

    /// <summary>
    /// The cheapest candidate left. One that an earlier candidate beats in time and in bytes waits until those are done: it can
    /// only be worth its price if they leak.
    /// </summary>
    private int? Next() => Open()
        .OrderBy(i => Open().Any(earlier => earlier < i && _cuts[earlier].Cost.TotalMs <= _cuts[i].Cost.TotalMs && _cuts[earlier].ExposedBytes <= _cuts[i].ExposedBytes))
        .ThenBy(i => _cuts[i].Cost.TotalMs)
        .ThenBy(i => i)
        .Cast<int?>()
        .FirstOrDefault();

    /// <summary>A finding may rest on a deeper tensor than the cut it was made for; the deepest broken candidate condemns all before it.</summary>
    private void Break(int judged, LeakageFinding finding)
    {
        int broken = Enumerable.Range(judged, _cuts.Count - judged)
            .Last(i => i == judged || finding.Leakage.Any(row => row.Tensors.SequenceEqual(_cuts[i].Tensors) && Exceedance.Breaks(row, _budget)));
        _outcomes[broken] = _outcomes[broken] with { State = CutState.Leaks, Sentence = Sentence(_cuts[broken], finding), Finding = finding };
        for (int i = 0; i < broken; i++)
        {
            if (_outcomes[i].State is CutState.NotTried or CutState.Inconclusive)
            {
                _outcomes[i] = _outcomes[i] with { State = CutState.Condemned, Sentence = $"{_cuts[i]} is condemned by {_cuts[broken]}: what the worker sees there it can compute from here." };
            }
        }
    }

    private string Sentence(CutCandidate cut, LeakageFinding finding) => Exceedance.Worst(finding.Leakage, _budget) is { } worst
        ? finding.Verdict == PlanVerdict.Leaks ? $"{cut} leaks {worst.Recovered}: {worst.Against}." : $"At {cut} the most that was recovered is {worst.Recovered}; {worst.Against}."
        : $"{cut}: {finding.Reasons.FirstOrDefault() ?? finding.Verdict.Name()}";

    private static LeakageFinding Merge(LeakageFinding? before, LeakageFinding now) => before is null
        ? now
        : now with { Leakage = [.. before.Leakage, .. now.Leakage], Controls = [.. before.Controls, .. now.Controls] };
}
