using System.CommandLine;
using System.Globalization;
using Lamina.Plans;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Lab.Commands;

/// <summary>BUDGET on the command line: <c>--budget NAME</c>, or <c>--max-METRIC X</c> limits; <c>--max-label</c> goes with both.</summary>
internal sealed class BudgetOptions
{
    private readonly Option<string?> _name = new("--budget") { Description = "strict (the default) or he2019." };
    private readonly Option<double?> _label = new("--max-label") { Description = "Largest share of labels that the worker's own output or a probe may tell." };
    private readonly (Option<double?> Option, Metric Metric)[] _limits =
    [
        (Limit("--max-ssim"), Metric.Ssim),
        (Limit("--max-ms-ssim"), Metric.MsSsim),
        (Limit("--max-reidentification"), Metric.Reidentification),
        (Limit("--max-label-agreement"), Metric.LabelAgreement),
        (Limit("--max-field-advantage"), Metric.FieldAdvantage),
    ];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_name);
        foreach ((Option<double?> option, _) in _limits)
        {
            command.Options.Add(option);
        }

        command.Options.Add(_label);
    }

    /// <summary>The budget that was asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <returns>How to make it, once it is known whether pictures are records.</returns>
    /// <exception cref="Refusal">An unknown name, a limit that is not 0 to 1, or both a name and limits.</exception>
    public Func<bool, PlanBudget> Read(ParseResult parsed)
    {
        Dictionary<string, double> limits = _limits
            .Where(limit => parsed.GetValue(limit.Option) is not null)
            .ToDictionary(limit => limit.Metric.Name, limit => parsed.GetValue(limit.Option)!.Value);
        string? name = parsed.GetValue(_name);
        if (name is not null && limits.Count > 0)
        {
            throw new Refusal(ExitCode.Usage, $"--budget {name} and limits of your own were both given; a budget is one or the other.", _name.Name);
        }

        foreach (Option<double?> option in _limits.Select(limit => limit.Option).Append(_label))
        {
            if (parsed.GetValue(option) is not (null or >= 0 and <= 1))
            {
                throw new Refusal(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture, $"{option.Name} is {parsed.GetValue(option)}; 0 to 1 was wanted."), option.Name);
            }
        }

        double? label = parsed.GetValue(_label);
        PlanBudget Make(bool records)
        {
            PlanBudget budget = limits.Count > 0 ? Budgets.Custom(limits)
                : Budgets.Find(name ?? "strict", records) ?? throw new Refusal(ExitCode.Usage, records && name == "he2019"
                    ? "The budget he2019 has no meaning for records; use strict or --max-field-advantage."
                    : $"There is no budget '{name}'; there are strict and he2019.", _name.Name);
            return label is { } max ? Budgets.WithLabel(budget, max) : budget;
        }

        // A name that is none is refused before anything is read; whether pictures are records is known only then.
        _ = Make(records: false);
        return Make;
    }

    /// <summary>The options that ask for a budget again.</summary>
    public static string Text(PlanBudget budget)
    {
        IEnumerable<string> limits = budget.Limits
            .Where(limit => budget.Name == "custom" || limit.Metric == Metric.Label.Name)
            .Select(limit => string.Create(CultureInfo.InvariantCulture, $"--max-{limit.Metric.Replace("_top1", "", StringComparison.Ordinal).Replace('_', '-')} {limit.Max}"));
        return string.Join(' ', budget.Name == "custom" ? limits : limits.Prepend($"--budget {budget.Name}"));
    }

    private static Option<double?> Limit(string name) => new(name) { Description = $"Largest mean {name["--max-".Length..]} that fits, instead of a named budget." };
}
