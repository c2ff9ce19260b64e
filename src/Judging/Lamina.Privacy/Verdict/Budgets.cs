using Lamina.Plans;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Verdict;

/// <summary>Budgets by name, from limits on the command line, and for records.</summary>
public static class Budgets
{
    /// <summary><c>strict</c> for records: the advantage over the best way of guessing fields is at most 0.05.</summary>
    public static PlanBudget StrictRecords { get; } = new()
    {
        Name = "strict",
        Limits = [new BudgetLimit { Metric = Metric.FieldAdvantage.Name, Basis = LimitBasis.Raw, Max = 0.05 }],
    };

    /// <summary>The budget of that name, or null: <c>strict</c> and <c>he2019</c>; <c>he2019</c> has no meaning for records.</summary>
    public static PlanBudget? Find(string name, bool records = false) => name switch
    {
        "strict" => records ? StrictRecords : PlanBudget.Strict,
        "he2019" => records ? null : PlanBudget.He2019,
        _ => null,
    };

    /// <summary>The budget of <c>--max-METRIC</c> options: raw limits.</summary>
    /// <param name="limits">At least one; the largest mean per metric name that fits.</param>
    /// <exception cref="ArgumentException">No limit, a metric that no budget can hold, or a limit that is not finite.</exception>
    public static PlanBudget Custom(IReadOnlyDictionary<string, double> limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        PlanBudget budget = new()
        {
            Name = "custom",
            Limits = [.. limits.OrderBy(limit => limit.Key, StringComparer.Ordinal)
                .Select(limit => new BudgetLimit { Metric = limit.Key, Basis = LimitBasis.Raw, Max = limit.Value })],
        };
        Check(budget);
        return budget;
    }

    /// <summary>A named budget with a limit on what the worker learns of the label (<c>--max-label</c>).</summary>
    /// <param name="budget">Its name is kept.</param>
    /// <param name="max">Largest share of labels told, 0..1.</param>
    /// <exception cref="ArgumentException">The limit is not finite, or the budget has one already.</exception>
    public static PlanBudget WithLabel(PlanBudget budget, double max)
    {
        ArgumentNullException.ThrowIfNull(budget);
        PlanBudget limited = budget with
        {
            Limits = budget.Limits.Add(new BudgetLimit { Metric = Metric.Label.Name, Basis = LimitBasis.Raw, Max = max }),
        };
        Check(limited);
        return limited;
    }

    /// <summary>Throws unless something can exceed the budget: an empty or unreadable one would acquit everything.</summary>
    internal static void Check(PlanBudget budget)
    {
        if (budget.Limits.IsDefaultOrEmpty)
        {
            throw new ArgumentException($"The budget '{budget.Name}' limits nothing.", nameof(budget));
        }

        foreach (BudgetLimit limit in budget.Limits)
        {
            if (Metric.Find(limit.Metric) is not { HigherLeaks: true })
            {
                throw new ArgumentException($"'{limit.Metric}' cannot be limited; a budget may hold {string.Join(", ", Metric.All.Where(metric => metric.HigherLeaks))}.", nameof(budget));
            }

            if (!double.IsFinite(limit.Max) || limit.Victims is { } share && !(double.IsFinite(share.Above) && double.IsFinite(share.MaxShare)))
            {
                throw new ArgumentException($"The limit of '{limit.Metric}' is not a finite number.", nameof(budget));
            }
        }

        if (budget.Limits.Select(limit => (limit.Metric, limit.Basis)).Distinct().Count() != budget.Limits.Length)
        {
            throw new ArgumentException($"The budget '{budget.Name}' limits one metric twice.", nameof(budget));
        }
    }
}
