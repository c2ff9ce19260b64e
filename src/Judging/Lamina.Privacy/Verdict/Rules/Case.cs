using System.Collections.Immutable;
using Lamina.Plans;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Verdict.Rules;

/// <summary>The evidence with everything that was computed from it; what the rules look at.</summary>
internal sealed class Case
{
    public Case(Evidence evidence)
    {
        Evidence = evidence;
        Resampler = new Resampler(evidence.Seed);
        Controls = new ControlTable([.. evidence.Negatives.Where(control => IsWhole(control, evidence))]);
        Runs = new Assessor(evidence, Controls, Resampler).All();
        Limits = [.. evidence.Budget.Limits.Where(Applies)];
        Outcomes = [.. from run in Runs from limit in Limits where IsScored(run, limit) select LimitOutcome.Of(run, limit, evidence.Victims.Level)];
    }

    public Evidence Evidence { get; }

    public Resampler Resampler { get; }

    public ControlTable Controls { get; }

    public ImmutableArray<Assessment> Runs { get; }

    /// <summary>The limits that can be judged on pictures of this kind and size.</summary>
    public ImmutableArray<BudgetLimit> Limits { get; }

    public ImmutableArray<LimitOutcome> Outcomes { get; }

    public ImmutableArray<string> Cut => Evidence.Exposed[0];

    /// <summary>Metrics that both a limit and the attacks on pictures have; the label's is apart.</summary>
    public IEnumerable<Metric> Metrics => Limits.Select(limit => Metric.Find(limit.Metric)!).Where(metric => metric != Metric.Label).Distinct();

    public IEnumerable<Assessment> At(ImmutableArray<string> tensors) => Runs.Where(run => run.Run.Tensors.SequenceEqual(tensors));

    /// <summary>The counted learned attack that came nearest to the limit, or beyond it.</summary>
    public LimitOutcome? Deciding(BudgetLimit limit) => Outcomes
        .Where(outcome => outcome.Metric.Name == limit.Metric && outcome.Assessment.Counted
            && outcome.Assessment.Run.Kind.Family == AttackFamily.Learned && outcome.Judged is not null)
        .MaxBy(outcome => outcome.Judged!.High - outcome.Max);

    /// <summary>Whether an attack of this kind is to be scored by this metric.</summary>
    public static bool Judges(AttackKind kind, Metric metric) => kind.Family switch
    {
        AttackFamily.Label => metric == Metric.Label,
        AttackFamily.Recognition => metric == Metric.Reidentification,
        _ when kind == AttackKind.FieldRegression => metric == Metric.FieldAdvantage,
        _ => metric != Metric.Label,
    };

    private static bool IsScored(Assessment run, BudgetLimit limit)
    {
        Metric metric = Metric.Find(limit.Metric)!;
        return Judges(run.Run.Kind, metric) && run.Results.ContainsKey(metric);
    }

    private bool Applies(BudgetLimit limit)
    {
        Metric metric = Metric.Find(limit.Metric)!;
        return metric == Metric.Label
            || (Evidence.Records
                ? metric == Metric.FieldAdvantage
                : metric != Metric.FieldAdvantage && (metric != Metric.MsSsim || Evidence.ShorterSide > MultiScaleSimilarity.SidesAbove));
    }

    private static bool IsWhole(NegativeControl control, Evidence evidence) =>
        control.Scores.Values.All(values => values.Length == evidence.Victims.Digests.Length);
}
