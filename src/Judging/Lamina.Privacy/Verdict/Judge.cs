using System.Collections.Immutable;
using System.Globalization;
using Lamina.Plans;
using Lamina.Privacy.Verdict.Rules;

namespace Lamina.Privacy.Verdict;

/// <summary>
/// Says <c>leaks</c>, <c>within-budget</c> or <c>inconclusive</c> of one cut (docs/verdict.md). A pure function of its evidence.
/// </summary>
/// <remarks>
/// <para>1. Results that are no results are left out, and that is a doubt. If a victim was also a teacher, nothing is concluded.</para>
/// <para>2. <c>leaks</c>: for some attack, counted or not, on some exposed tensors the lower bound exceeds a limit.</para>
/// <para>3. Every rule may raise doubts: scope, portfolio, controls, budget. With any doubt left it is <c>inconclusive</c>.</para>
/// <para>4. Only without a doubt is it <c>within-budget</c>. There is no other way to that word.</para>
/// </remarks>
public static class Judge
{
    /// <summary>Judges one cut.</summary>
    /// <exception cref="ArgumentException">The budget limits nothing, no exposed tensor or victim was given, or the victims' blocks do not match.</exception>
    public static Judgement Decide(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        Budgets.Check(evidence.Budget);
        if (evidence.Exposed.IsDefaultOrEmpty || evidence.Exposed.Any(tensors => tensors.IsDefaultOrEmpty) || evidence.Victims.Digests.IsDefaultOrEmpty)
        {
            throw new ArgumentException("A verdict needs the cut's tensors and at least one victim.", nameof(evidence));
        }

        List<string> doubts = [];
        Case facts = new(SoundEvidence.Of(evidence, doubts));
        string? overlap = SoundEvidence.Overlap(evidence);
        string[] leaks = overlap is null ? [.. BudgetRules.Leaks(facts)] : [];
        doubts.AddRange(overlap is null ? [] : [overlap]);
        doubts.AddRange(ScopeRules.Doubts(facts));
        doubts.AddRange(PortfolioRules.Doubts(facts));
        doubts.AddRange(ControlRules.Doubts(facts));
        doubts.AddRange(BudgetRules.Doubts(facts));
        PlanVerdict verdict = leaks.Length > 0 ? PlanVerdict.Leaks : doubts.Count > 0 ? PlanVerdict.Inconclusive : PlanVerdict.WithinBudget;
        PlanScope scope = ScalingOf.Bound(facts);
        return new Judgement
        {
            Verdict = verdict,
            Reasons = [.. leaks, .. doubts, .. Fitting(facts, verdict), .. Notes(facts, scope), Judgement.KnownImages],
            Scope = scope,
            Leakage = PlanRows.Leakage(facts),
            Controls = PlanRows.Controls(facts),
        };
    }

    private static ImmutableArray<string> Fitting(Case facts, PlanVerdict verdict) => verdict != PlanVerdict.WithinBudget
        ? []
        : [.. facts.Limits.Select(limit => facts.Outcomes
            .Where(outcome => outcome.Metric.Name == limit.Metric && outcome.Assessment.Counted)
            .MaxBy(outcome => outcome.Judged!.High - outcome.Max))
            .Where(outcome => outcome is not null)
            .Select(outcome => $"The strongest is {outcome!.Sentence}")];

    private static IEnumerable<string> Notes(Case facts, PlanScope scope)
    {
        if (scope.AdversaryImages is { } images)
        {
            yield return $"This holds for an adversary with {images} images: more of them would still have helped.";
        }

        if (facts.Evidence.Victims is { Tries: > 1 } victims)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"This was try {victims.Tries} to confirm a cut on the same victims: every bound is a one-sided {victims.Level:0.0###%} bound where the first try has 95%.");
        }

        foreach (BudgetLimit limit in facts.Limits.Where(limit => limit.Basis == LimitBasis.Raw))
        {
            if (facts.Outcomes.FirstOrDefault(outcome => outcome.Metric.Name == limit.Metric && outcome.OnExcess) is { } outcome)
            {
                yield return $"The negative control alone exceeds the limit of {Words.Number(limit.Max)} on {limit.Metric}: its excess was judged, at most {Words.Number(outcome.Max)} fits.";
            }
        }
    }
}
