using System.Collections.Immutable;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Verdict.Rules;

/// <summary>Leaves out results that are no results (not finite, of other victims, of tensors the worker does not see) and says so.</summary>
internal static class SoundEvidence
{
    public static Evidence Of(Evidence evidence, List<string> doubts)
    {
        int victims = evidence.Victims.Digests.Length;
        if (!evidence.Victims.Blocks.IsEmpty && evidence.Victims.Blocks.Length != victims)
        {
            throw new ArgumentException($"{evidence.Victims.Blocks.Length} block numbers were given for {victims} victims.", nameof(evidence));
        }

        return evidence with
        {
            Attacks = Keep(evidence.Attacks, run => $"{run.Kind} at {Words.Tensors(run.Tensors)}", run => Fault(run, evidence), doubts),
            Negatives = Keep(evidence.Negatives, control => control.Name, control => Fault(control, victims), doubts),
        };
    }

    /// <summary>Images that are both victim and teacher; the attacks then prove nothing, either way.</summary>
    public static string? Overlap(Evidence evidence)
    {
        int shared = evidence.Victims.Digests.Intersect(evidence.AdversaryImages).Count();
        int twice = evidence.Victims.Digests.Length - evidence.Victims.Digests.Distinct().Count();
        return shared > 0 ? $"{shared} victims are among the adversary's own images: nothing can be concluded."
            : twice > 0 ? $"{twice} victims occur twice: nothing can be concluded."
            : null;
    }

    private static ImmutableArray<T> Keep<T>(ImmutableArray<T> items, Func<T, string> name, Func<T, string?> fault, List<string> doubts)
    {
        ImmutableArray<T>.Builder kept = ImmutableArray.CreateBuilder<T>(items.Length);
        foreach (T item in items)
        {
            if (fault(item) is { } found)
            {
                doubts.Add($"The result of {name(item)} was left out: {found}.");
            }
            else
            {
                kept.Add(item);
            }
        }

        return kept.ToImmutable();
    }

    private static string? Fault(AttackRun run, Evidence evidence)
    {
        if (run.Seeds.IsDefaultOrEmpty)
        {
            return "it holds no scores";
        }

        if (!evidence.Exposed.Any(tensors => tensors.SequenceEqual(run.Tensors)))
        {
            return "the worker does not see these tensors";
        }

        if (run.Seeds.Select(seed => seed.Seed).Distinct().Count() != run.Seeds.Length)
        {
            return "one seed occurs twice";
        }

        int count = run.Seeds[0].Scores.Select(score => score.Value.Length).FirstOrDefault();
        return run.Seeds.Select(seed => Fault(seed.Scores, count)).FirstOrDefault(fault => fault is not null)
            ?? (run.Seeds.Any(seed => !seed.Scores.Keys.ToHashSet().SetEquals(run.Seeds[0].Scores.Keys)) ? "its seeds were scored by different metrics" : null)
            ?? (count > evidence.Victims.Digests.Length ? $"it scores {count} victims of {evidence.Victims.Digests.Length}" : null);
    }

    private static string? Fault(NegativeControl control, int victims) => Fault(control.Scores, victims);

    private static string? Fault(ImmutableDictionary<Metric, ImmutableArray<double>> scores, int count)
    {
        if (scores.IsEmpty || count == 0)
        {
            return "it holds no scores";
        }

        foreach ((Metric metric, ImmutableArray<double> values) in scores)
        {
            if (values.Length != count)
            {
                return $"it has {values.Length} scores of {metric} where {count} were wanted";
            }

            if (values.Any(value => !double.IsFinite(value)))
            {
                return $"its {metric} is not a finite number for every victim";
            }
        }

        return null;
    }
}
